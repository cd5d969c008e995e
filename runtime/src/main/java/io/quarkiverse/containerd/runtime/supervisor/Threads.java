package io.quarkiverse.containerd.runtime.supervisor;

import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Factories of the threads of the supervisor.
 *
 * @param runnables creates the threads of runnables
 * @param cancellers creates the threads that run cancel callbacks and interrupt runnables; these must get a processor
 *        even when runnables keep theirs busy
 */
record Threads(Factory runnables, Factory cancellers) {

    /** Creates threads that are not started. */
    @FunctionalInterface
    interface Factory {
        Thread newThread(String name, Runnable task);
    }

    /** Returns factories of virtual threads for runnables where the JVM has them, and of platform threads for the rest. */
    static Threads ofJvm() {
        // With one processor there is one carrier thread: a runnable that never blocks would stop all others.
        Optional<Factory> virtual = Runtime.getRuntime().availableProcessors() > 1 ? virtual() : Optional.empty();
        return new Threads(virtual.orElse(Threads::platform), Threads::platform);
    }

    static Thread platform(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns a factory of virtual threads, by reflection because they are part of Java 21 and later. */
    static Optional<Factory> virtual() {
        try {
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Method ofVirtual = Thread.class.getMethod("ofVirtual");
            Method name = builderType.getMethod("name", String.class);
            Method unstarted = builderType.getMethod("unstarted", Runnable.class);
            Factory factory = (threadName, task) -> {
                try {
                    return (Thread) unstarted.invoke(name.invoke(ofVirtual.invoke(null), threadName), task);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("The JVM refuses a virtual thread", e);
                }
            };
            // Java 19 and 20 have the methods, but refuse to serve without their preview switch.
            factory.newThread("probe", () -> {
            });
            return Optional.of(factory);
        } catch (ReflectiveOperationException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
