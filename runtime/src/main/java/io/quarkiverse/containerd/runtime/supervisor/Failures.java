package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Instant;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Describes why a runnable has failed. */
final class Failures {

    private Failures() {
    }

    /** @param thrown exception that the runnable threw; null if it returned */
    static Failure of(Instant at, Throwable thrown) {
        return new Failure(at, thrown == null ? "returned without signalling DONE" : describe(thrown), thrown);
    }

    /** Returns the reason for humans: one line, and not too long. */
    static String line(String reason) {
        return BoundedText.message(reason.replace("\r\n", "\n").replace('\n', ' '));
    }

    /** Returns the name and the message of an exception, whose lines are kept. */
    static String story(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return thrown.getMessage() == null ? name : BoundedText.message(name + ": " + thrown.getMessage());
    }

    /** Returns the name and the message of an exception, on one line. */
    static String describe(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        String message = thrown.getMessage();
        return message == null ? name : name + ": " + line(message);
    }
}
