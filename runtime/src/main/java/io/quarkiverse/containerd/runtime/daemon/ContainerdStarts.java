package io.quarkiverse.containerd.runtime.daemon;

import java.time.InstantSource;
import java.util.function.Consumer;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Tells of the starts of containerd. */
@Singleton
public class ContainerdStarts {

    private final Consumer<ContainerdStart> listener;

    @Inject
    ContainerdStarts(Event<ContainerdStart> listeners) {
        this(Announcements.guarded(listeners::fire));
    }

    ContainerdStarts(Consumer<ContainerdStart> listener) {
        this.listener = listener;
    }

    /** Begins a start of the containerd of a node. */
    StartTimer begin(String dn) {
        return new StartTimer(dn, listener, InstantSource.system(), System::nanoTime);
    }
}
