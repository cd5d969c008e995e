package io.quarkiverse.containerd.runtime.host.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * Writes files. A reader sees the previous file or the new one, complete and with its mode, never anything
 * in between. A file that is already as it should be is not touched.
 */
public final class FileInstaller {

    private static final String SUFFIX = ".tmp";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /**
     * Writes the files whose content or mode differs, in order, and deletes what an earlier daemon that was killed has left
     * beside them. Nobody else may write them meanwhile.
     *
     * @return the paths that were changed, in order
     * @throws HostException if a file cannot be written; those before it have been written
     */
    public List<Path> install(List<RenderedFile> files) throws HostException {
        List<Path> changed = new ArrayList<>();
        for (RenderedFile file : files) {
            try {
                removeUnfinished(file.path());
                if (install(file)) {
                    changed.add(file.path());
                }
            } catch (IOException e) {
                throw new HostException(
                        "File " + file.path() + " cannot be written: "
                                + FileSystemErrors.explain(e, file.path(),
                                        "Make its directory writable for this user, or configure another path."),
                        e);
            }
        }
        return changed;
    }

    private static boolean install(RenderedFile file) throws IOException {
        byte[] content = file.content().getBytes(StandardCharsets.UTF_8);
        boolean present = Files.isRegularFile(file.path(), LinkOption.NOFOLLOW_LINKS);
        // what is in its place may be too large to be read
        if (present && Files.size(file.path()) == content.length
                && Arrays.equals(content, Files.readAllBytes(file.path()))) {
            if (Files.getPosixFilePermissions(file.path()).equals(file.mode())) {
                return false;
            }
            Files.setPosixFilePermissions(file.path(), file.mode());
            return true;
        }
        replace(file.path(), file.mode(), out -> out.write(content));
        return true;
    }

    /**
     * Writes a file with mode 0600, in the place of the one that may be there.
     *
     * @throws IOException if it cannot be written; the one that may be there is left as it was
     */
    public static void writePrivate(Path file, Content content) throws IOException {
        replace(file, OWNER_ONLY, content);
    }

    private static void replace(Path file, Set<PosixFilePermission> mode, Content content) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), prefix(file), SUFFIX,
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.setPosixFilePermissions(temporary, mode);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Deletes what a daemon that was killed while it wrote has left beside a file. Nobody may write the file meanwhile.
     *
     * @throws IOException if the directory cannot be read or changed
     */
    public static void removeUnfinished(Path file) throws IOException {
        String prefix = prefix(file);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(file.toAbsolutePath().getParent(),
                path -> path.getFileName().toString().startsWith(prefix)
                        && path.getFileName().toString().endsWith(SUFFIX))) {
            for (Path unfinished : found) {
                if (Files.isRegularFile(unfinished, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(unfinished);
                }
            }
        }
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {

        /** Writes it. */
        void writeTo(OutputStream out) throws IOException;
    }
}
