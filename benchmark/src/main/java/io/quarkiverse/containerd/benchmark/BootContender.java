package io.quarkiverse.containerd.benchmark;

/** A node that boots: containerd, and then the images. It keeps its directories from boot to boot. */
interface BootContender extends AutoCloseable {

    /** As the report names it. */
    String kind();

    /** Starts everything and returns when all images are there; it runs on then. */
    Measurement boot() throws Exception;

    /** Stops everything. */
    void shutDown() throws Exception;

    /** Removes the directories. */
    @Override
    void close() throws Exception;
}
