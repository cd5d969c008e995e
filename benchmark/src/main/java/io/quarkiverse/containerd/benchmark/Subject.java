package io.quarkiverse.containerd.benchmark;

/** What is measured besides imports and whole boots. */
enum Subject {

    PUMP("pump", "log pump", "cat of the FIFO into a file"),
    SUPERVISOR("supervisor", "supervisor", ""),
    IDLE("idle", "idle node daemon", "containerd alone"),
    POD("pod", "boot to the first pod", "containerd, ctr and the same pod");

    private final String id;
    private final String title;
    private final String yardstick;

    Subject(String id, String title, String yardstick) {
        this.id = id;
        this.title = title;
        this.yardstick = yardstick;
    }

    /** Returns the name on the command line. */
    String id() {
        return id;
    }

    /** Returns the name in the report. */
    String title() {
        return title;
    }

    /** Returns what its figures are compared with; empty if nothing is at hand. */
    String yardstick() {
        return yardstick;
    }
}
