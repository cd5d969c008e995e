package io.quarkiverse.containerd.runtime.supervisor;

import java.util.ArrayList;
import java.util.List;

/** Stack traces of the threads of an incarnation. */
final class StackTraces {

    private StackTraces() {
    }

    /** Returns the frames of the runnable, innermost first; then, if one is running, those of its cancel callback. */
    static List<String> of(Incarnation incarnation) {
        List<String> lines = new ArrayList<>();
        if (!incarnation.returned && incarnation.thread != null) {
            addFrames(lines, incarnation.thread);
        }
        Thread callbacks = incarnation.canceller;
        if (callbacks != null && callbacks.isAlive()) {
            lines.add("in a cancel callback:");
            addFrames(lines, callbacks);
        }
        return List.copyOf(lines);
    }

    /** Returns the end of a log message that says where the threads are; empty if none is running. */
    static String describe(Incarnation incarnation) {
        List<String> stack = of(incarnation);
        return stack.isEmpty() ? "" : "; its thread is at\n" + String.join("\n", stack);
    }

    private static void addFrames(List<String> lines, Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            lines.add(frame.toString());
        }
    }
}
