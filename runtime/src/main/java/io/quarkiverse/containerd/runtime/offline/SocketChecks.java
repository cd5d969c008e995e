package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.FAILURE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.process.SocketOwner;
import io.quarkiverse.containerd.runtime.host.process.UnixListeners;

/** The sockets and ports that the daemon and containerd are to listen on: nobody else may. */
final class SocketChecks {

    private final ContainerdConfig config;

    SocketChecks(ContainerdConfig config) {
        this.config = config;
    }

    /** Whether a daemon of this configuration runs. */
    boolean daemonRuns() {
        return config.control().enabled() && UnixListeners.isAt(config.control().socket());
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        sockets().forEach((key, path) -> {
            if (UnixListeners.isAt(path)) {
                findings.add(Finding.of(HostCheck.SOCKETS, FAILURE, owner(path) + " listens on " + path + ".",
                        "Stop it, or set " + ConfigKeys.key(key) + " to another path."));
            }
        });
        if (findings.isEmpty()) {
            findings.add(Finding.ok(HostCheck.SOCKETS, "Nobody listens on " + String.join(", ",
                    sockets().values().stream().map(Path::toString).toList()) + "."));
        }
        addresses().forEach((key, address) -> port(key, address, findings));
        return findings;
    }

    private Map<String, Path> sockets() {
        Map<String, Path> sockets = new LinkedHashMap<>();
        sockets.put("grpc.address", config.grpc().address());
        config.ttrpc().address().ifPresent(path -> sockets.put("ttrpc.address", path));
        config.debug().address().ifPresent(path -> sockets.put("debug.address", path));
        return sockets;
    }

    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        config.grpc().tcp().address().ifPresent(address -> addresses.put("grpc.tcp.address", address));
        config.metrics().address().ifPresent(address -> addresses.put("metrics.address", address));
        config.cri().streaming().port().ifPresent(port -> addresses.put("cri.streaming.port",
                config.cri().streaming().address().orElse("127.0.0.1") + ":" + port));
        return addresses;
    }

    private static void port(String key, String address, List<Finding> findings) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 0 || !port.matches("\\d{1,5}") || port.equals("0")) {
            return;
        }
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(host.isEmpty() ? null : InetAddress.getByName(host), Integer.parseInt(port)));
            findings.add(Finding.ok(HostCheck.PORTS, address + " is free (" + ConfigKeys.key(key) + ")."));
        } catch (IOException | IllegalArgumentException e) {
            findings.add(Finding.of(HostCheck.PORTS, FAILURE, address + " cannot be listened on: " + e.getMessage() + ".",
                    "Stop who does, or set " + ConfigKeys.key(key) + " to another one."));
        }
    }

    private static String owner(Path socket) {
        try {
            OptionalLong pid = new SocketOwner(new ProcTable()).find(socket);
            return pid.isPresent() ? "Process " + pid.getAsLong() : "Another process";
        } catch (IOException e) {
            return "Another process";
        }
    }
}
