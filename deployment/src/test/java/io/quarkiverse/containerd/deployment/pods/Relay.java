package io.quarkiverse.containerd.deployment.pods;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.NetworkNamespace;

/** A port of this machine that leads to one in a network namespace, for one connection. */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final Process inside;

    /** @param port a port of the namespace's loopback, where somebody listens */
    Relay(NetworkNamespace network, int port) throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        inside = new ProcessBuilder(network.enter(
                List.of(DebianPackage.busybox().toString(), "nc", "127.0.0.1", String.valueOf(port)))).start();
        run("relay", this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() throws IOException {
        try (Socket socket = server.accept()) {
            run("relay-answers", () -> {
                copy(inside.getInputStream(), socket.getOutputStream());
                socket.shutdownOutput();
            });
            copy(socket.getInputStream(), inside.getOutputStream());
            inside.destroy();
        }
    }

    /** Copies what comes when it comes. */
    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            to.write(buffer, 0, length);
            to.flush();
        }
    }

    private static void run(String name, Copying copying) {
        Thread thread = new Thread(() -> {
            try {
                copying.run();
            } catch (IOException e) {
                // either side has closed the connection, as it may at any time
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        inside.destroy();
    }

    @FunctionalInterface
    private interface Copying {

        void run() throws IOException;
    }
}
