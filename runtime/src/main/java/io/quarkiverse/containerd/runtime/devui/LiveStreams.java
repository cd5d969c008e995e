package io.quarkiverse.containerd.runtime.devui;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;

/**
 * Streams for pages, on threads that end with the application: the Dev UI cancels no stream when the application is reloaded,
 * and the timers of Mutiny outlive it.
 */
@Singleton
class LiveStreams {

    private static final int THREADS = 4;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, runnable -> {
        Thread thread = new Thread(runnable, "containerd-dev-ui");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Returns a stream of a document: as it is now, and as it is whenever it has changed.
     *
     * @param period the time between two looks
     */
    Multi<Map<String, Object>> document(Duration period, Answer.Question question) {
        return of(period, () -> new LiveDocument(question)::news);
    }

    /**
     * Returns a stream of news.
     *
     * @param period the time between two looks
     * @param looks returns, for each subscriber, what returns the news since it was last called; may wait
     */
    Multi<Map<String, Object>> of(Duration period, Supplier<Supplier<Optional<Map<String, Object>>>> looks) {
        return Multi.createFrom().emitter(emitter -> {
            Supplier<Optional<Map<String, Object>>> look = looks.get();
            Future<?> ticks = threads.scheduleWithFixedDelay(() -> emit(emitter, look), 0, period.toMillis(),
                    TimeUnit.MILLISECONDS);
            emitter.onTermination(() -> ticks.cancel(false));
        });
    }

    private static void emit(MultiEmitter<? super Map<String, Object>> emitter,
            Supplier<Optional<Map<String, Object>>> look) {
        try {
            look.get().ifPresent(emitter::emit);
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
