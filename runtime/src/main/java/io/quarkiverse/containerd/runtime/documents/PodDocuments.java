package io.quarkiverse.containerd.runtime.documents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.client.CriPodSandboxStatus;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/** Pod sandboxes, their containers and what these have printed, as documents. */
final class PodDocuments {

    /** The end of a log that is read, in bytes. */
    private static final int LONGEST_END = 1 << 20;
    /** The parts of a line of a log: time, stream, whether it is whole, text. */
    private static final int PARTS = 4;

    private PodDocuments() {
    }

    /** Returns the sandboxes, those that are removed meanwhile aside. */
    static ObjectNode pods(CriClient cri) {
        ObjectNode document = NodeDocuments.document();
        ArrayNode pods = document.putArray("pods");
        for (String id : cri.listPodSandboxes()) {
            try {
                pods.add(pod(cri.podSandboxStatus(id), cri));
            } catch (ContainerdException e) {
                requireGone(e);
            }
        }
        return document;
    }

    private static ObjectNode pod(CriPodSandboxStatus pod, CriClient cri) {
        ObjectNode document = NodeDocuments.object()
                .put("id", pod.id())
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("ready", pod.ready())
                .put("created", pod.createdAt().toString())
                .put("runtimeHandler", pod.runtimeHandler());
        ArrayNode addresses = document.putArray("addresses");
        pod.addresses().forEach(addresses::add);
        ArrayNode containers = document.putArray("containers");
        cri.listContainers(pod.id()).forEach(id -> containers.add(container(cri.containerStatus(id))));
        return document;
    }

    private static ObjectNode container(CriContainerStatus container) {
        ObjectNode document = NodeDocuments.object()
                .put("id", container.id())
                .put("name", container.name())
                .put("image", container.image())
                .put("state", container.state().name())
                .put("reason", container.reason())
                .put("message", VisibleText.lines(container.message()));
        return container.state() == CriContainerStatus.State.EXITED ? document.put("exitCode", container.exitCode()) : document;
    }

    private static void requireGone(ContainerdException e) {
        if (e.code() != Status.Code.NOT_FOUND) {
            throw e;
        }
    }

    /**
     * Returns the newest lines that a container has printed.
     *
     * @param last the largest number of lines
     * @throws IOException if its log cannot be read
     */
    static ObjectNode log(CriContainerStatus container, int last) throws IOException {
        ObjectNode document = NodeDocuments.document();
        ArrayNode lines = document.putArray("lines");
        List<String> read = end(container.logFile()).lines().toList();
        read.subList(Math.max(0, read.size() - last), read.size()).forEach(line -> addLine(lines.addObject(), line));
        return document;
    }

    private static String end(Path file) throws IOException {
        try (FileChannel channel = RegularFiles.open(file)) {
            long start = Math.max(0, channel.size() - LONGEST_END);
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(channel.size() - start, LONGEST_END));
            while (end.hasRemaining() && channel.read(end, start + end.position()) >= 0) {
                // until it is full
            }
            String text = new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
            return start == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }

    private static void addLine(ObjectNode document, String line) {
        String[] parts = line.split(" ", PARTS);
        if (parts.length == PARTS) {
            document.put("at", parts[0]).put("stream", parts[1]).put("text", VisibleText.lines(parts[PARTS - 1]));
        } else {
            document.put("text", VisibleText.lines(line));
        }
    }
}
