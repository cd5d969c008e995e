package io.quarkiverse.containerd.runtime.daemon;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The first search for containerd. It runs programs, which takes as long as all of the application's start, and so it begins
 * on a thread of its own before anybody wants its result.
 */
public final class InstallationSearch {

    private final InstallationFinder finder;
    private final FutureTask<Installation> search;

    InstallationSearch(InstallationFinder finder) {
        this.finder = finder;
        this.search = new FutureTask<>(finder::find);
    }

    /** Begins to search. */
    void begin() {
        Thread thread = new Thread(search, "containerd-search");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Returns the containerd that is to run, as soon as it has been found; if nobody has begun to search, that is done now.
     *
     * @throws io.quarkiverse.containerd.runtime.config.ConfigurationException naming the key of a value that cannot work
     */
    CurrentInstallation result() {
        search.run();
        try {
            return new CurrentInstallation(finder, search.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The search for containerd was interrupted", e);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }
}
