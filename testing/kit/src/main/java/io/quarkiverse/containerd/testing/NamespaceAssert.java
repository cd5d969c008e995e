package io.quarkiverse.containerd.testing;

import java.util.List;
import java.util.TreeSet;

import org.assertj.core.api.AbstractAssert;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;

/** Assertions on the images of a containerd namespace. */
public final class NamespaceAssert extends AbstractAssert<NamespaceAssert, NamespaceClient> {

    NamespaceAssert(NamespaceClient namespace) {
        super(namespace, NamespaceAssert.class);
    }

    /** Verifies that there is an image of each of these names. */
    public NamespaceAssert hasImage(String... names) {
        return verify(images().containsAll(List.of(names)), "have images " + List.of(names));
    }

    /** Verifies that there is no image of any of these names. */
    public NamespaceAssert hasNoImage(String... names) {
        return verify(List.of(names).stream().noneMatch(images()::contains), "not have images " + List.of(names));
    }

    /** Verifies that there are images of these names and no others. */
    public NamespaceAssert hasOnlyImages(String... names) {
        return verify(images().equals(new TreeSet<>(List.of(names))), "have only the images " + new TreeSet<>(List.of(names)));
    }

    private TreeSet<String> images() {
        isNotNull();
        return new TreeSet<>(actual.images().list().stream().map(StoredImage::name).toList());
    }

    private NamespaceAssert verify(boolean met, String expected) {
        if (!met) {
            throw failure("Expected the namespace %s to %s, but its images are %s", actual.name(), expected, images());
        }
        return this;
    }
}
