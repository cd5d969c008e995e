package io.quarkiverse.containerd.client;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.FieldMask;

import io.grpc.Channel;
import io.grpc.Status;
import io.quarkiverse.containerd.client.grpc.images.CreateImageRequest;
import io.quarkiverse.containerd.client.grpc.images.DeleteImageRequest;
import io.quarkiverse.containerd.client.grpc.images.GetImageRequest;
import io.quarkiverse.containerd.client.grpc.images.Image;
import io.quarkiverse.containerd.client.grpc.images.ImagesGrpc;
import io.quarkiverse.containerd.client.grpc.images.ListImagesRequest;
import io.quarkiverse.containerd.client.grpc.images.UpdateImageRequest;
import io.quarkiverse.containerd.client.grpc.types.Descriptor;

/** The image records of a namespace. */
public final class ImageStore {

    private static final FieldMask TARGET = FieldMask.newBuilder().addPaths("target").build();

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

    /**
     * Makes the record of this name point to the target; labels of an existing record stay. A record that points there already
     * is not touched.
     */
    public PutResult put(String name, ImageTarget target) {
        Optional<StoredImage> present = get(name);
        if (present.isPresent() && present.get().target().equals(target)) {
            return PutResult.UNCHANGED;
        }
        if (present.isPresent() && update(name, target)) {
            return PutResult.UPDATED;
        }
        if (create(name, target)) {
            return PutResult.CREATED;
        }
        return put(name, target);
    }

    private boolean update(String name, ImageTarget target) {
        UpdateImageRequest request = UpdateImageRequest.newBuilder().setImage(image(name, target)).setUpdateMask(TARGET)
                .build();
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

    private boolean create(String name, ImageTarget target) {
        CreateImageRequest request = CreateImageRequest.newBuilder().setImage(image(name, target)).build();
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
        DeleteImageRequest request = DeleteImageRequest.newBuilder().setName(name).setSync(collect).build();
        try {
            Calls.call("Images.Delete", () -> stub().delete(request));
        } catch (ContainerdException e) {
            if (e.code() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    private static Image image(String name, ImageTarget target) {
        return Image.newBuilder().setName(name)
                .setTarget(Descriptor.newBuilder().setMediaType(target.mediaType()).setDigest(target.digest())
                        .setSize(target.size()).putAllAnnotations(target.annotations()))
                .build();
    }

    private static StoredImage stored(Image image) {
        Descriptor target = image.getTarget();
        return new StoredImage(image.getName(),
                new ImageTarget(target.getMediaType(), target.getDigest(), target.getSize(), target.getAnnotationsMap()),
                image.getLabelsMap(), Calls.instant(image.getCreatedAt()), Calls.instant(image.getUpdatedAt()));
    }
}
