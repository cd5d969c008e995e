package io.quarkiverse.containerd.runtime.grpc.upload;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where uploads go.
 *
 * @param connections to containerd
 * @param headers the namespace, and the lease if there is one
 */
public record UploadRoute(UploadConnections connections, Map<String, String> headers) {

    public UploadRoute with(String header, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(header, value);
        return new UploadRoute(connections, all);
    }
}
