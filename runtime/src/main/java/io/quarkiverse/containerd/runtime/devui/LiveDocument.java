package io.quarkiverse.containerd.runtime.devui;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A document for a page that looks at it all the time: it is told when it has changed, and again when it has not changed for a
 * while, so that the page knows that its stream is alive. Used by one thread at a time.
 */
final class LiveDocument {

    private static final Duration HEARTBEAT = Duration.ofSeconds(4);

    private final Answer.Question question;
    private ObjectNode told;
    private long toldAt;

    LiveDocument(Answer.Question question) {
        this.question = question;
    }

    /** Returns the document if it is to be told. */
    Optional<Map<String, Object>> news() {
        ObjectNode now = Answer.document(question);
        if (now.equals(told) && System.nanoTime() - toldAt < HEARTBEAT.toNanos()) {
            return Optional.empty();
        }
        told = now;
        toldAt = System.nanoTime();
        return Optional.of(Answer.map(now));
    }
}
