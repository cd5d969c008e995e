package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;

/** A node that boots: containerd, and then the images. It keeps its directories from boot to boot. */
interface BootContender extends AutoCloseable {

    /** Returns the name of the contender in the report. */
    String kind();

    /** Starts everything, returns when all images are there, and keeps running. */
    Measurement boot() throws Exception;

    /** Returns the socket of its containerd. */
    Path socket();

    /** Stops everything. */
    void shutDown() throws Exception;

    /** Removes the directories. */
    @Override
    void close() throws Exception;
}
