package io.quarkiverse.containerd.logs;

import java.io.OutputStream;

/** Splits raw bytes into lines and logs each. */
public final class LineWriter extends OutputStream {

    LineWriter(NodeLogger logger, LineParser parser) {
    }

    @Override
    public void write(int b) {
    }
}
