package io.quarkiverse.containerd.runtime.health;

import java.util.concurrent.TimeUnit;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import io.quarkus.dev.spi.HotReplacementSetup;
import io.vertx.ext.web.RoutingContext;

/** The times at which dev mode replaces the application. It outlives the applications, because the classes of extensions do. */
public final class ApplicationReload implements HotReplacementSetup {

    private static final long LONGEST_ANSWER_MILLIS = 2_000;
    /** What Quarkus adds to the request that has caused a reload. */
    private static final String CAUSE_HEADER = "x-quarkus-hot-deployment-done";

    private static boolean replacing;
    private static int answering;

    @Override
    public void setupHotDeployment(HotReplacementContext context) {
        context.addPreRestartStep(ApplicationReload::begin);
        context.addPostRestartStep(ApplicationReload::end);
    }

    /** Lets the old application answer what it has begun, within limits. */
    private static synchronized void begin() {
        replacing = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_ANSWER_MILLIS);
        try {
            for (long left = end - System.nanoTime(); answering > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(ApplicationReload.class, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Comes after the new application's start, also if that has failed. */
    private static synchronized void end() {
        replacing = false;
    }

    /** Returns whether no application is being replaced, and no request has Quarkus look whether one must be. */
    static synchronized boolean isOver() {
        return !replacing && !DevConsoleManager.isDoingHttpInitiatedReload();
    }

    /**
     * Lets one request at a time have Quarkus look for changes: by the next one, Quarkus would take the reload of the first for
     * finished, and pass both to an application that is not there. Quarkus takes the mark back when it has looked.
     */
    static synchronized boolean look(RoutingContext request) {
        if (request.request().headers().contains(CAUSE_HEADER)) {
            return true;
        }
        boolean over = isOver();
        if (over) {
            DevConsoleManager.setDoingHttpInitiatedReload(true);
        }
        return over;
    }

    /** Lets a request into the application, whose replacement then waits for the answer. */
    static synchronized boolean answer(RoutingContext request) {
        if (!replacing) {
            answering++;
            request.addEndHandler(end -> answered());
        }
        return !replacing;
    }

    private static synchronized void answered() {
        answering--;
        ApplicationReload.class.notifyAll();
    }
}
