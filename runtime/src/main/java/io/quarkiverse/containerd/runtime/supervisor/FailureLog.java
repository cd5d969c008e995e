package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Logs the failures of a node: why it has failed is told once, and again after an hour; while the same goes on, each failure is
 * one line with a count. A stack is logged only of what nobody expects, which are runtime exceptions and errors; the message of
 * another exception says all that there is to know. Its stack is logged at level DEBUG.
 */
final class FailureLog {

    private static final long KEPT_NANOS = Duration.ofHours(1).toNanos();
    private static final int LONGEST_REASON = 300;
    /** What differs between two failures of the same kind, such as a pid or a time. */
    private static final Pattern NUMBERS = Pattern.compile("\\d+");

    private String reason = "";
    private long toldNanos;
    private int times;

    /**
     * Logs a failure.
     *
     * @param what what has happened, and what is done about it
     * @param nanos the monotonic time
     */
    void log(Node node, String what, Failure failure, long nanos) {
        String newest = NUMBERS.matcher(brief(failure)).replaceAll("#");
        if (newest.equals(reason) && nanos - toldNanos < KEPT_NANOS) {
            times++;
            node.log(Logger.Level.ERROR, what + ", for the same reason as before (" + times + " times now): "
                    + BoundedText.line(failure.message(), LONGEST_REASON), null);
            return;
        }
        reason = newest;
        toldNanos = nanos;
        times = 1;
        tell(node, what, failure);
    }

    private static void tell(Node node, String what, Failure failure) {
        Throwable thrown = failure.cause();
        if (thrown == null || !isExpected(thrown)) {
            node.log(Logger.Level.ERROR, what + ": " + failure.message(), thrown);
        } else {
            node.log(Logger.Level.ERROR, what + ": " + Failures.story(thrown), null);
            node.log(Logger.Level.DEBUG, "the stack of this failure", thrown);
        }
    }

    private static boolean isExpected(Throwable thrown) {
        return !(thrown instanceof Error) && !(thrown instanceof RuntimeException) || thrown instanceof ContainerdException;
    }

    private static String brief(Failure failure) {
        String message = failure.cause() == null ? failure.message() : Failures.story(failure.cause());
        return BoundedText.line(message.lines().findFirst().orElse(""), LONGEST_REASON);
    }
}
