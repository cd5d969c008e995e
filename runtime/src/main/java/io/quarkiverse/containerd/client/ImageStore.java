package io.quarkiverse.containerd.client;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.FieldMask;

import io.grpc.Channel;
import io.grpc.Status;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.Filters;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.CreateImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.DeleteImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.GetImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.Image;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ImagesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ListImagesRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.UpdateImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.types.Descriptor;

/** The image records of a namespace. */
public final class ImageStore {

    private final Channel channel;
    private final CallTimeouts timeouts;

    ImageStore(Channel channel, CallTimeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
    }

    private ImagesGrpc.ImagesBlockingStub stub() {
        return Calls.within(ImagesGrpc.newBlockingStub(channel), timeouts.call());
    }

    /** The record of this name; empty if there is none. */
    public Optional<StoredImage> get(String name) {
        return Optional.ofNullable(getAll(List.of(name)).get(name));
    }

    /** The records that there are of these names, by name. */
    public Map<String, StoredImage> getAll(Collection<String> names) {
        Map<String, StoredImage> images = new LinkedHashMap<>();
        Calls.pipelined("Images.Get", names,
                name -> Calls.within(ImagesGrpc.newFutureStub(channel), timeouts.call())
                        .get(GetImageRequest.newBuilder().setName(name).build()),
                (name, outcome) -> {
                    if (!outcome.is(Status.Code.NOT_FOUND)) {
                        images.put(name, stored(outcome.get().getImage()));
                    }
                });
        return images;
    }

    /** All records. */
    public List<StoredImage> list() {
        return Calls.call("Images.List", () -> stub().list(ListImagesRequest.getDefaultInstance()))
                .getImagesList().stream().map(ImageStore::stored).toList();
    }

    /** The records that have any of these labels, whatever their values. */
    public List<StoredImage> havingLabels(Collection<String> keys) {
        ListImagesRequest request = ListImagesRequest.newBuilder()
                .addAllFilters(keys.stream().map(Filters::hasLabel).toList()).build();
        return Calls.call("Images.List", () -> stub().list(request)).getImagesList().stream().map(ImageStore::stored)
                .toList();
    }

    /**
     * Makes the record of this name point to the target; labels of an existing record stay. A record that points there already
     * is not touched.
     */
    public PutResult put(String name, ImageTarget target) {
        return put(name, target, Map.of());
    }

    /**
     * Makes the record of this name point to the target and have these labels, in one step; other labels of an existing record
     * stay. A record that points there already is not touched and gets no labels.
     */
    public PutResult put(String name, ImageTarget target, Map<String, String> labels) {
        Optional<StoredImage> present = get(name);
        if (present.isPresent() && present.get().target().equals(target)) {
            return PutResult.UNCHANGED;
        }
        if (present.isPresent() && update(image(name, target, labels), mask(labels).addPaths("target"))) {
            return PutResult.UPDATED;
        }
        if (create(name, target, labels)) {
            return PutResult.CREATED;
        }
        return put(name, target, labels);
    }

    /**
     * Sets labels of a record; other labels stay, and an empty value removes a label. A record that is gone is left alone.
     *
     * @return whether there is such a record
     */
    public boolean updateLabels(StoredImage record, Map<String, String> labels) {
        // containerd 1.7 and 2.x crash on an image without a target, though the mask leaves it out
        return update(image(record.name(), record.target(), labels), mask(labels));
    }

    private static FieldMask.Builder mask(Map<String, String> labels) {
        return FieldMask.newBuilder().addAllPaths(Calls.maskOf("labels", labels.keySet()));
    }

    private boolean update(Image image, FieldMask.Builder mask) {
        UpdateImageRequest request = UpdateImageRequest.newBuilder().setImage(image).setUpdateMask(mask).build();
        try {
            Calls.call("Images.Update", () -> stub().update(request));
            return true;
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes a record.
     *
     * @return false if there is one of this name, which is left alone
     */
    public boolean create(String name, ImageTarget target, Map<String, String> labels) {
        CreateImageRequest request = CreateImageRequest.newBuilder().setImage(image(name, target, labels)).build();
        try {
            Calls.call("Images.Create", () -> stub().create(request));
            return true;
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.ALREADY_EXISTS) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Removes a record; one that is gone already is fine.
     *
     * @param collect whether to wait for the garbage collection of its content
     */
    public void delete(String name, boolean collect) {
        delete(DeleteImageRequest.newBuilder().setName(name).setSync(collect).build());
    }

    /**
     * Removes a record that points to this target; one that is gone already is fine. On containerd 2.x one that has been moved
     * elsewhere meanwhile stays; 1.x does not look.
     */
    public void delete(String name, ImageTarget target) {
        delete(DeleteImageRequest.newBuilder().setName(name).setTarget(descriptor(target)).build());
    }

    private void delete(DeleteImageRequest request) {
        try {
            Calls.call("Images.Delete", () -> stub().delete(request));
        } catch (ContainerdException e) {
            if (e.code() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    private static Image image(String name, ImageTarget target, Map<String, String> labels) {
        return Image.newBuilder().setName(name).setTarget(descriptor(target)).putAllLabels(labels).build();
    }

    private static Descriptor descriptor(ImageTarget target) {
        return Descriptor.newBuilder().setMediaType(target.mediaType()).setDigest(target.digest())
                .setSize(target.size()).putAllAnnotations(target.annotations()).build();
    }

    private static StoredImage stored(Image image) {
        Descriptor target = image.getTarget();
        return new StoredImage(image.getName(),
                new ImageTarget(target.getMediaType(), target.getDigest(), target.getSize(), target.getAnnotationsMap()),
                image.getLabelsMap(), Calls.instant(image.getCreatedAt()), Calls.instant(image.getUpdatedAt()));
    }
}
