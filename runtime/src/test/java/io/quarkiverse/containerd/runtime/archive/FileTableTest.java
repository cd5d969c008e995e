package io.quarkiverse.containerd.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("small-heap")
class FileTableTest {

    private final FileTable table = new FileTable();

    private static ArchiveFile file(String name, long size) {
        return new ArchiveFile(name, size, List.of(new Extent(0, 512, size)));
    }

    @Test
    void aFileReplacesALinkOfItsName() {
        table.add(file("a", 1));
        table.addLink("x", "a");
        table.add(file("x", 2));
        assertThat(table.find("x")).contains(file("x", 2));
        assertThat(table.candidates("x")).containsExactly(file("x", 2), file("a", 1));
    }

    @Test
    void aLinkReplacesAFileOfItsName() {
        table.add(file("x", 1));
        table.addLink("x", "a");
        assertThat(table.find("x")).isEmpty();
        assertThat(table.candidates("x")).containsExactly(file("x", 1));
        table.add(file("a", 2));
        assertThat(table.find("x")).contains(file("a", 2));
        assertThat(table.candidates("x")).containsExactly(file("a", 2), file("x", 1));
    }

    @Test
    void whatIsRepeatedIsKept() {
        table.add(file("a", 1));
        table.add(file("b", 9));
        table.add(file("a", 2));
        table.addLink("x", "a");
        table.addLink("x", "b");
        assertThat(table.find("a")).contains(file("a", 2));
        assertThat(table.files()).containsExactly(file("a", 1), file("a", 2), file("b", 9));
        assertThat(table.candidates("a")).containsExactly(file("a", 2), file("a", 1));
        assertThat(table.candidates("x")).containsExactly(file("b", 9), file("a", 2), file("a", 1));
        assertThat(table.candidates("y")).isEmpty();
    }

    @Test
    void tellsWhereALinkLeads() {
        table.add(file("a", 1));
        table.addLink("good", "a");
        table.addLink("one", "absent");
        table.addLink("two", "one");
        table.addLink("three", "two");
        assertThat(table.deadEnd("a")).isEmpty();
        assertThat(table.deadEnd("good")).isEmpty();
        assertThat(table.deadEnd("absent")).isEmpty();
        assertThat(table.deadEnd("one")).contains("is a link to \"absent\", which is missing");
        assertThat(table.deadEnd("three")).contains("is a link to \"two\", which leads to \"absent\", which is missing");
    }

    @Test
    void followsAsManyLinksAsTheKernel() {
        table.add(file("0", 1));
        for (int link = 1; link <= 41; link++) {
            table.addLink(Integer.toString(link), Integer.toString(link - 1));
        }
        assertThat(table.find("40")).contains(file("0", 1));
        assertThat(table.candidates("40")).containsExactly(file("0", 1));
        assertThat(table.find("41")).isEmpty();
        assertThat(table.candidates("41")).isEmpty();
        assertThat(table.deadEnd("41")).contains("is a link to \"40\", and so on in a loop, or for more than 40 links");
    }

    @Test
    @Timeout(120)
    void manyLinksToManyEntriesOfANameTakeLittle() {
        for (int i = 0; i < 25_000; i++) {
            table.add(file("a", i));
            table.addLink("l" + i, "a");
        }
        for (int i = 0; i < 25_000; i++) {
            assertThat(table.candidates("l" + i).get(0)).isEqualTo(file("a", 24_999));
        }
    }

    @Test
    void loopsLeadNowhere() {
        table.addLink("x", "y");
        table.addLink("y", "x");
        table.addLink("z", "z");
        assertThat(table.find("x")).isEmpty();
        assertThat(table.find("z")).isEmpty();
        assertThat(table.candidates("x")).isEmpty();
        assertThat(table.deadEnd("x")).contains("is a link to \"y\", and so on in a loop, or for more than 40 links");
        assertThat(table.deadEnd("z")).contains("is a link to \"z\", and so on in a loop, or for more than 40 links");
    }
}
