package io.quarkiverse.containerd.runtime.documents;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Comparator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The threads of the daemon as a document; virtual ones are not among them. */
final class ThreadDocuments {

    private static final int DEEPEST = 128;

    private ThreadDocuments() {
    }

    static ObjectNode threads() {
        ObjectNode document = NodeDocuments.document();
        ArrayNode threads = document.putArray("threads");
        Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true, DEEPEST))
                .sorted(Comparator.comparing(ThreadInfo::getThreadName)).forEach(thread -> add(threads.addObject(), thread));
        return document;
    }

    private static void add(ObjectNode document, ThreadInfo thread) {
        document.put("name", thread.getThreadName()).put("id", thread.getThreadId()).put("daemon", thread.isDaemon())
                .put("state", thread.getThreadState().name());
        if (thread.getLockName() != null) {
            document.put("waitsFor", thread.getLockName());
        }
        if (thread.getLockOwnerName() != null) {
            document.put("heldBy", thread.getLockOwnerName());
        }
        ArrayNode stack = document.putArray("stack");
        Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).forEach(stack::add);
    }
}
