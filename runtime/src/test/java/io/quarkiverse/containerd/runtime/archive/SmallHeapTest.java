package io.quarkiverse.containerd.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The tests of archives run with a small heap; what is hostile is read in a process of its own. */
@Tag(SmallHeapTest.TAG)
class SmallHeapTest {

    static final String TAG = "small-heap";
    private static final long MOST = 64L << 20;
    /** Those that need more memory to make their archives. */
    private static final Set<String> LARGE = Set.of("HostileArchiveTest", "ArchiveReaderTest", "ArchivePlannerTest");
    private static final Path SOURCES = Path.of("src/test/java");

    @Test
    @EnabledIfSystemProperty(named = "surefire.test.class.path", matches = ".+", disabledReason = "an IDE has its own heap")
    void theHeapIsSmall() {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void allTestsOfArchivesHaveTheTag() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES.resolve(getClass().getPackageName().replace('.', '/')))) {
            assertThat(files.filter(file -> file.toString().endsWith("Test.java")).map(SmallHeapTest::type)
                    .filter(test -> !LARGE.contains(test.getSimpleName())))
                    .hasSizeGreaterThan(5)
                    .allSatisfy(test -> assertThat(test.getAnnotationsByType(Tag.class)).extracting(Tag::value).contains(TAG));
        }
    }

    private static Class<?> type(Path file) {
        String name = SOURCES.relativize(file).toString().replace('/', '.');
        try {
            return Class.forName(name.substring(0, name.length() - ".java".length()));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
