package io.quarkiverse.containerd.deployment.kubernetes;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifest of the RuntimeClasses alone. */
final class RuntimeClassManifest {

    static final String FILE = "runtime-classes.yml";

    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---$\\R?");
    private static final Pattern KIND = Pattern.compile("(?m)^kind: \"?RuntimeClass\"?$");

    private RuntimeClassManifest() {
    }

    /**
     * Takes the RuntimeClasses out of generated manifests, so that they are as the build has made them in the end.
     *
     * @param manifests YAML documents
     * @return empty if there are none
     */
    static Optional<String> of(String manifests) {
        return Stream.of(SEPARATOR.split(manifests)).filter(document -> KIND.matcher(document).find())
                .reduce((first, second) -> first.stripTrailing() + "\n---\n" + second)
                .map(documents -> "---\n" + documents.stripTrailing() + "\n");
    }
}
