package io.quarkiverse.containerd.runtime.preseed.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.disk.SymbolicLinks;
import io.quarkiverse.containerd.runtime.oci.DockerReference;
import io.quarkiverse.containerd.runtime.oci.DocumentLimits;
import io.quarkiverse.containerd.runtime.oci.ImageException;

/**
 * A text file that lists images to be pulled: one reference a line, {@code #} starts a comment.
 *
 * @param path the path relative to the preseed directory
 * @param namespace the namespace that its images go into
 * @param images its images, each once, in order
 * @param problem the reason why none of them can be pulled; empty if there is none
 */
public record ImageList(String path, String namespace, List<Entry> images, Optional<String> problem) {

    private static final String SUFFIX = ".images";
    private static final int LIMIT = 1 << 20;
    /** The images of all lists together: each takes memory for as long as the daemon runs. */
    static final int MOST_IMAGES = 10_000;

    /** Whether a file of the preseed directory is an image list, by its name. */
    static boolean isList(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    /**
     * Reads a list. Problems of the list and of its lines are part of the result.
     *
     * @param most the number of images that it may have
     */
    public static ImageList read(Path file, String path, String namespace, int most) {
        if (!namespace.equals(CriImages.NAMESPACE)) {
            return bad(path, namespace, "an image list belongs in the directory " + CriImages.NAMESPACE
                    + ": the Container Runtime Interface pulls images, and works in that namespace only");
        }
        try {
            return new ImageList(path, namespace, parse(text(file), most), Optional.empty());
        } catch (IOException e) {
            return bad(path, namespace, e instanceof CharacterCodingException ? "is not a text file in UTF-8"
                    : "cannot be read: "
                            + SymbolicLinks.deadEnd(file).map(link -> "it " + link).orElse(FileSystemErrors.describe(e)));
        }
    }

    private static ImageList bad(String path, String namespace, String problem) {
        return new ImageList(path, namespace, List.of(), Optional.of(problem));
    }

    private static String text(Path file) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(RegularFiles.read(file, LIMIT))).toString();
    }

    private static List<Entry> parse(String text, int most) throws IOException {
        Map<String, Entry> images = new LinkedHashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String reference = line.replaceFirst("#.*", "").strip();
            if (!reference.isEmpty()) {
                Entry image = image(reference, number);
                images.putIfAbsent(image.reference(), image);
            }
            if (images.size() > most) {
                throw new IOException("with it, the image lists have more than " + MOST_IMAGES + " images"
                        + DocumentLimits.FIXED);
            }
        }
        return new ArrayList<>(images.values());
    }

    private static Entry image(String reference, int line) {
        try {
            return new Entry(DockerReference.parse(reference).toString(), Optional.empty());
        } catch (ImageException e) {
            return new Entry(reference, Optional.of("line " + line + ": " + e.getMessage()));
        }
    }

    /**
     * A line of an image list.
     *
     * @param reference the reference; completed as docker does if it is valid
     * @param problem the reason why it cannot be pulled from anywhere; empty if there is none
     */
    public record Entry(String reference, Optional<String> problem) {
    }
}
