package io.quarkiverse.containerd.runtime.daemon;

import org.jboss.logging.Logger;

import io.quarkus.dev.console.QuarkusConsole;
import io.quarkus.dev.console.StatusLine;

/** How far something is that takes a while, for a developer who waits. */
public interface ProgressLine extends AutoCloseable {

    /** Tells it. */
    void tell(String progress);

    /** Ends the telling. */
    @Override
    default void close() {
        // what has been told stays
    }

    /** Returns one that logs each message. */
    static ProgressLine log(Logger log) {
        return log::info;
    }

    /** Returns one at the bottom of the console of dev mode; a terminal that cannot rewrite it gets a line for each message. */
    static ProgressLine console() {
        return of(QuarkusConsole.INSTANCE.registerStatusLine(StatusLine.STATUS + 1));
    }

    /** Returns one in a line of the console. */
    static ProgressLine of(StatusLine line) {
        return new ProgressLine() {
            @Override
            public void tell(String progress) {
                line.setMessage(progress);
            }

            @Override
            public void close() {
                line.setMessage(null);
                line.close();
            }
        };
    }
}
