package io.quarkiverse.containerd.runtime.archive;

/** The heap that is in use. */
final class HeapUse {

    private HeapUse() {
    }

    /** Bytes in use by what is alive. */
    static long afterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
