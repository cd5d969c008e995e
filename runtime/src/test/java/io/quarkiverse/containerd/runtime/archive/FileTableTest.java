package io.quarkiverse.containerd.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

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
        assertThat(table.link("x")).isEmpty();
    }

    @Test
    void aLinkReplacesAFileOfItsName() {
        table.add(file("x", 1));
        table.addLink("x", "a");
        assertThat(table.find("x")).isEmpty();
        assertThat(table.files()).isEmpty();
        table.add(file("a", 2));
        assertThat(table.find("x")).contains(file("a", 2));
    }

    @Test
    void loopsLeadNowhere() {
        table.addLink("x", "y");
        table.addLink("y", "x");
        table.addLink("z", "z");
        assertThat(table.find("x")).isEmpty();
        assertThat(table.find("z")).isEmpty();
    }
}
