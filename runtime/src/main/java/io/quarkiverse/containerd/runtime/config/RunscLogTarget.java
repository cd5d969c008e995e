package io.quarkiverse.containerd.runtime.config;

/** A log of gVisor's runsc that can be written to the FIFO. */
public enum RunscLogTarget {

    /** The debug log of every sandbox and command. */
    DEBUG_LOG("debug-log"),

    /** Stack traces of a sandbox kernel that panics. */
    PANIC_LOG("panic-log"),

    /** Errors of the runtime itself, which the shim otherwise reads from a file of its own. */
    LOG("log");

    private final String flag;

    RunscLogTarget(String flag) {
        this.flag = flag;
    }

    /** The name of the runsc flag. */
    public String flag() {
        return flag;
    }
}
