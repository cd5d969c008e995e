package io.quarkiverse.containerd.runtime.grpc;

import java.util.List;

import com.google.protobuf.Descriptors.FileDescriptor;

import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.CriProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.health.HealthProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ImagesProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.introspection.IntrospectionProto;
import io.quarkiverse.containerd.runtime.grpc.stubs.leases.LeasesProto;

/** The types of the messages that are exchanged with each containerd that has just started. */
public final class MessageTypes {

    private MessageTypes() {
    }

    /** Has them built, which else happens when a message with a map is first read or written. @return the number of files */
    public static int load() {
        List<FileDescriptor> files = List.of(IntrospectionProto.getDescriptor(), LeasesProto.getDescriptor(),
                ImagesProto.getDescriptor(), ContentProto.getDescriptor(), CriProto.getDescriptor(),
                HealthProto.getDescriptor());
        return files.size();
    }
}
