package io.quarkiverse.containerd.runtime.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;

/** The names that the entries of an index give to images, by containerd's rules. */
public final class ImageNames {

    /** The full image name, as containerd writes it. */
    static final String IMAGE_NAME = "io.containerd.image.name";
    /** The reference name of the OCI image specification. */
    static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final String SUBJECT = "io.containerd.manifest.subject";

    private ImageNames() {
    }

    /**
     * Returns the name of an entry: {@link #IMAGE_NAME} as it is, or else {@link #REF_NAME} translated. Empty for an
     * entry without a name, and for one that only refers to another manifest.
     */
    static Optional<String> of(Descriptor entry, RefTranslator translator) {
        Map<String, String> annotations = entry.annotations();
        if (annotations.containsKey(SUBJECT)) {
            return Optional.empty();
        }
        String name = annotations.getOrDefault(IMAGE_NAME, "");
        if (!name.isEmpty()) {
            return Optional.of(name);
        }
        return Optional.ofNullable(annotations.get(REF_NAME))
                .filter(ref -> !ref.isEmpty())
                .flatMap(translator::translate)
                .filter(translated -> !translated.isEmpty());
    }

    /**
     * Checks that containerd accepts an entry as the target of a record.
     *
     * @throws ImageException if it has no media type, or the size 0
     */
    public static void requireTarget(String name, Descriptor entry) throws ImageException {
        if (entry.mediaType().isEmpty() || entry.size() == 0) {
            throw new ImageException("the entry of " + name + " in index.json, " + entry.digest() + ", "
                    + (entry.size() == 0 ? "has size 0" : "has no mediaType") + ", so that containerd could not record it");
        }
    }

    /** Whether an entry with these annotations names an image. */
    static boolean isNamed(Map<String, String> annotations) {
        return Stream.of(IMAGE_NAME, REF_NAME).anyMatch(key -> !annotations.getOrDefault(key, "").isEmpty());
    }

    /**
     * Returns the name of an image by its digest: {@code repository@digest}. Empty if it has that already, or if its name has
     * no repository.
     */
    public static Optional<String> byDigest(String name, Digest digest) throws ImageException {
        if (!isComplete(name)) {
            return Optional.empty();
        }
        DockerReference reference = DockerReference.parse(name);
        return reference.object().startsWith("@") ? Optional.empty() : Optional.of(reference.repository() + "@" + digest);
    }

    /** Whether a name states the digest of another image. */
    public static boolean hasOtherDigest(String name, Digest digest) {
        int at = name.indexOf('@');
        return at >= 0 && !name.substring(at + 1).equals(digest.value());
    }

    /** Whether the name of an entry is only a tag, which says nothing of a repository. */
    private static boolean isTag(Descriptor entry, String name) {
        return entry.annotations().getOrDefault(IMAGE_NAME, "").isEmpty() && TAG.matcher(name).matches();
    }

    /** Whether a name is complete, so that a pod can use it. */
    public static boolean isComplete(String name) {
        return name.indexOf('/') >= 0;
    }

    /**
     * Returns the entries of each name, in order. A reference name that is only a tag stays as it is: its repository would be a
     * guess.
     *
     * @throws ImageException if a name does not follow the rules
     */
    public static Map<String, List<Descriptor>> of(List<Descriptor> entries, RefTranslator translator, RecordRules rules)
            throws ImageException {
        Map<String, List<Descriptor>> named = new LinkedHashMap<>();
        for (Descriptor entry : entries) {
            Optional<String> name = of(entry, translator);
            if (name.isPresent()) {
                named.computeIfAbsent(isTag(entry, name.get()) ? name.get() : rules.name(name.get()),
                        first -> new ArrayList<>())
                        .add(entry);
            }
        }
        return named;
    }
}
