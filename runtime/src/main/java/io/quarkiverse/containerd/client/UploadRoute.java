package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where uploads go.
 *
 * @param socket containerd's unix socket
 * @param headers the namespace, and the lease if there is one
 * @param stall how long an upload may go without any progress
 */
record UploadRoute(Path socket, Map<String, String> headers, Duration stall) {

    UploadRoute with(String header, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(header, value);
        return new UploadRoute(socket, all, stall);
    }
}
