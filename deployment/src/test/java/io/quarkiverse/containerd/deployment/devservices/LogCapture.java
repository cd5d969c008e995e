package io.quarkiverse.containerd.deployment.devservices;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what a category logs at INFO and above, until it is closed. */
final class LogCapture extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> messages;

    private LogCapture(Logger logger, List<String> messages) {
        this.logger = logger;
        this.messages = messages;
    }

    static LogCapture of(String category, List<String> messages) {
        LogCapture capture = new LogCapture(Logger.getLogger(category), messages);
        capture.logger.addHandler(capture);
        return capture;
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(record.getMessage());
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
