package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathOwnershipTest {

    private static final int ROOT = 0;
    private static final int STRANGER = 4711;
    private static final int STICKY = 01777;

    @TempDir
    Path temp;

    private int user;

    @BeforeEach
    void user() throws IOException {
        user = (int) Files.getAttribute(temp, "unix:uid");
    }

    @Test
    void aDirectoryOfOursIsSafeWhetherItIsThereOrNot() throws IOException {
        Path directory = make("a/b", "rwxr-xr-x");

        assertThat(weakness(directory)).isEmpty();
        assertThat(weakness(directory.resolve("missing/too"))).isEmpty();
        assertThat(PathOwnership.weakness(directory)).isEmpty();
    }

    @Test
    void nobodyElseMayWriteToADirectoryAnywhereAboveIt() throws IOException {
        Path directory = make("a/b/c", "rwxr-xr-x");
        Path above = temp.resolve("a");

        mode(above, "rwxrwxrwx");
        assertThat(weakness(directory)).hasValue(above + " can be written by everybody; take that away (chmod go-w " + above
                + ")");
        assertThat(weakness(directory.resolve("missing"))).isPresent();
        mode(above, "rwxr-xr-x");
        mode(directory, "rwxr-x-w-");
        assertThat(weakness(directory)).isPresent();
    }

    @Test
    void aGroupMayWriteOnlyIfNobodyElseIsInIt() throws IOException {
        Path directory = make("a", "rwxrwxr-x");

        chown(directory, ROOT, ROOT);
        assertThat(weakness(directory)).hasValueSatisfying(
                text -> assertThat(text).contains("can be written by group 0", "chmod g-w " + directory));
        chown(directory, STRANGER, STRANGER);
        assertThat(PathOwnership.weakness(directory, STRANGER, false)).isEmpty();
        chown(directory, STRANGER, 50);
        assertThat(PathOwnership.weakness(directory, STRANGER, false)).isPresent();
    }

    @Test
    void aDirectoryOfAnotherUserIsNotOurs() throws IOException {
        Path directory = make("a/b", "rwxr-xr-x");

        chown(temp.resolve("a"), STRANGER, STRANGER);
        assertThat(weakness(directory)).hasValueSatisfying(
                text -> assertThat(text).contains(temp.resolve("a") + " belongs to user " + STRANGER, "chown " + user));
    }

    @Test
    void stickyDirectoriesAreSafeAboveOurOwnAndNotAsOurOwn() throws IOException {
        Path sticky = make("tmp", "rwxrwxrwx");
        Files.setAttribute(sticky, "unix:mode", STICKY);
        Path own = make("tmp/own", "rwx------");
        Path strangers = make("tmp/strangers", "rwx------");
        chown(strangers, STRANGER, STRANGER);

        assertThat(weakness(own)).isEmpty();
        assertThat(weakness(sticky.resolve("missing"))).isEmpty();
        assertThat(weakness(strangers)).isPresent();
        assertThat(weakness(strangers.resolve("below"))).isPresent();
        assertThat(weakness(sticky)).hasValueSatisfying(text -> assertThat(text).endsWith("use a directory below it"));
        assertThat(PathOwnership.weakness(sticky, user, true)).isEmpty();
        assertThat(PathOwnership.weakness(strangers, user, true)).isPresent();
    }

    @Test
    void linksAreFollowedAndAllThatTheyPassCounts() throws IOException {
        Path open = make("open", "rwxrwxrwx");
        Path target = make("open/target", "rwxr-xr-x");
        Path link = Files.createSymbolicLink(temp.resolve("link"), target);
        Path relative = Files.createSymbolicLink(temp.resolve("relative"), Path.of("x/../open/target"));
        make("x", "rwxr-xr-x");

        assertThat(weakness(link)).hasValueSatisfying(text -> assertThat(text).startsWith(open + " can be"));
        assertThat(weakness(relative)).hasValueSatisfying(text -> assertThat(text).startsWith(open + " can be"));
        mode(open, "rwxr-xr-x");
        assertThat(weakness(link)).isEmpty();
        assertThat(weakness(relative.resolve("missing"))).isEmpty();
        Files.setAttribute(link, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
        assertThat(weakness(link)).isPresent();
    }

    @Test
    void linksInACircleEnd() throws IOException {
        Path one = Files.createSymbolicLink(temp.resolve("one"), temp.resolve("two"));
        Files.createSymbolicLink(temp.resolve("two"), one);

        assertThat(weakness(one)).hasValueSatisfying(text -> assertThat(text).contains("leads nowhere"));
    }

    @Test
    void whatIsBelowAFileIsLeftToWhoOpensIt() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThat(weakness(file.resolve("below"))).isEmpty();
    }

    private Optional<String> weakness(Path path) throws IOException {
        return PathOwnership.weakness(path, user, false);
    }

    private Path make(String name, String mode) throws IOException {
        Path directory = Files.createDirectories(temp.resolve(name));
        mode(directory, mode);
        return directory;
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Needs root. */
    private static void chown(Path path, int owner, int group) throws IOException {
        Files.setAttribute(path, "unix:uid", owner);
        Files.setAttribute(path, "unix:gid", group);
    }
}
