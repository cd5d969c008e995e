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

    /** How long the request that has caused a reload may be on its way into the new application. */
    private static final long LONGEST_HAND_OVER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static boolean replacing;
    private static boolean handingOver;
    private static long handOverEnd;
    private static int answering;
    /** The request that has Quarkus look for changes, until it has looked. */
    private static RoutingContext looking;

    @Override
    public void setupHotDeployment(HotReplacementContext context) {
        context.addPreRestartStep(ApplicationReload::begin);
        context.addPostRestartStep(() -> end(context.getDeploymentProblem() != null));
    }

    /** Lets the old application answer what it has begun, within limits. */
    private static synchronized void begin() {
        replacing = true;
        handingOver = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_ANSWER_MILLIS);
        try {
            for (long left = end - System.nanoTime(); answering > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(ApplicationReload.class, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Comes after the new application's start, also if that has failed. If a request has caused the reload, Quarkus still
     * replaces the threads on which requests are handled before it passes that one to the new application; the work of any
     * other request would be rejected or lost with them.
     */
    private static synchronized void end(boolean failed) {
        replacing = false;
        handingOver = !failed && DevConsoleManager.isDoingHttpInitiatedReload();
        handOverEnd = System.nanoTime() + LONGEST_HAND_OVER_NANOS;
    }

    /** Sees all requests of the application before it has Quarkus look for changes. */
    static synchronized void arrive(RoutingContext request) {
        if (hasCausedReload(request)) {
            handingOver = false;
            looking = null;
        }
    }

    /** Returns whether no application is being replaced, and no request has Quarkus look whether one must be. */
    static synchronized boolean isOver() {
        return isInPlace() && !DevConsoleManager.isDoingHttpInitiatedReload();
    }

    private static boolean isInPlace() {
        return !replacing && !(handingOver && System.nanoTime() - handOverEnd < 0);
    }

    /**
     * Lets one request at a time have Quarkus look for changes: by the next one, Quarkus would take the reload of the first for
     * finished, and pass both to an application that is not there. Quarkus takes the mark back when it has looked; for a
     * request that fails before, nobody else would.
     */
    static synchronized boolean look(RoutingContext request) {
        if (hasCausedReload(request)) {
            return true;
        }
        boolean over = isOver();
        if (over) {
            looking = request;
            DevConsoleManager.setDoingHttpInitiatedReload(true);
            request.addEndHandler(end -> hasEnded(request));
        }
        return over;
    }

    private static synchronized void hasEnded(RoutingContext request) {
        if (looking == request) {
            looking = null;
            DevConsoleManager.setDoingHttpInitiatedReload(false);
        }
    }

    private static boolean hasCausedReload(RoutingContext request) {
        return request.request().headers().contains(CAUSE_HEADER);
    }

    /** Lets a request into the application, whose replacement then waits for the answer. */
    static synchronized boolean answer(RoutingContext request) {
        if (looking == request) {
            looking = null;
        }
        boolean inPlace = isInPlace();
        if (inPlace) {
            answering++;
            request.addEndHandler(end -> answered());
        }
        return inPlace;
    }

    private static synchronized void answered() {
        answering--;
        ApplicationReload.class.notifyAll();
    }
}
