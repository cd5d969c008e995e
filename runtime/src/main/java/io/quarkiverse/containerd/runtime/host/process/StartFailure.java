package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

/** Thrown when a process did not start serving. */
public final class StartFailure extends DiagnosedFailure {

    private static final long serialVersionUID = 1L;

    private final boolean damagedDatabase;

    StartFailure(String what, Optional<Diagnosis> diagnosis, List<String> lastLines, Throwable thrown) {
        super(what, diagnosis, lastLines, thrown);
        this.damagedDatabase = diagnosis.filter(Diagnosis::damagedDatabase).isPresent();
    }

    /** Whether containerd could not read its metadata database. */
    public boolean damagedDatabase() {
        return damagedDatabase;
    }
}
