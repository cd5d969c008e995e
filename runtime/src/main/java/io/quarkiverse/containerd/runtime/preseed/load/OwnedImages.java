package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.store.KeyedLocks;

/** The writing of images by the archives that own their names, in one run. Safe for use by several threads. */
public final class OwnedImages {

    private final NameOwners owners;
    /** A lock for each record that is being written. */
    private final KeyedLocks writing = new KeyedLocks();

    public OwnedImages(NameOwners owners) {
        this.owners = owners;
    }

    /** Returns the images whose names are the archive's. */
    List<ImageRecord> of(PreseedArchive archive, List<ImageRecord> images) {
        return images.stream().filter(image -> owners.owns(archive, image.name())).toList();
    }

    /**
     * Passes the images whose names are the archive's to the writer, one after the other. Meanwhile no other archive writes an
     * image of the same name; images of other names do not wait.
     */
    void write(PreseedArchive archive, List<ImageRecord> images, Consumer<ImageRecord> writer) throws InterruptedException {
        for (ImageRecord image : of(archive, images)) {
            try (KeyedLocks.Holder holder = writing.lock(Map.entry(archive.namespace(), image.name()))) {
                // a rival may have claimed the name meanwhile, and may even have written its image
                if (owners.owns(archive, image.name())) {
                    writer.accept(image);
                }
            }
        }
    }
}
