package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;

/** Reads the user's TOML files that are merged into containerd's configuration. */
public final class ConfigFragments {

    /** Not those whose names begin with a dot, as editors have them. */
    private static final String ALL = "[!.]*.toml";
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private ConfigFragments() {
    }

    /**
     * Reads files, the TOML files of directories, and the files that match a glob in the last part of a path; what a directory
     * or a glob stands for is in the order of its names.
     *
     * @throws HostException naming the file or directory that is missing or cannot be read as UTF-8
     */
    public static List<ConfigFragment> read(List<Path> paths) throws HostException {
        List<ConfigFragment> fragments = new ArrayList<>();
        for (Path path : paths) {
            for (Path file : files(path)) {
                try {
                    fragments.add(new ConfigFragment(file, text(file)));
                } catch (IOException e) {
                    throw unreadable(file, e);
                }
            }
        }
        return fragments;
    }

    /** Whether this user can read what a path stands for: a file, a directory, or the directory of a glob. */
    public static boolean isReadable(Path path) {
        return Files.isReadable(path) || isGlob(path) && path.getParent() != null && Files.isReadable(path.getParent());
    }

    private static List<Path> files(Path path) throws HostException {
        if (Files.isDirectory(path)) {
            return matches(path, ALL);
        }
        return isGlob(path) && !Files.exists(path) ? matches(path.getParent(), path.getFileName().toString()) : List.of(path);
    }

    private static boolean isGlob(Path path) {
        return GLOB.matcher(path.getFileName().toString()).find();
    }

    private static List<Path> matches(Path directory, String glob) throws HostException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(directory, glob)) {
            matching.forEach(files::add);
        } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
            throw unreadable(directory.resolve(glob), e);
        }
        Collections.sort(files);
        return files;
    }

    private static HostException unreadable(Path path, Exception e) {
        String reason = e instanceof IOException io ? FileSystemErrors.describe(io) : e.getMessage();
        return new HostException(path + " cannot be read: " + reason
                + ". Make it readable for this user, or remove it from quarkus.containerd.config-fragments.", e);
    }

    private static String text(Path file) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(RegularFiles.read(file, MOST_BYTES))).toString();
    }
}
