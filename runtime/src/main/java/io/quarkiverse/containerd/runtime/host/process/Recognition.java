package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/** The way in which processes of an earlier run are told from those of others. */
interface Recognition {

    /** Whether the process that a record was made of is still running; a process that merely has the same pid is not. */
    boolean isRunning(PidRecord record, ProcTable processes) throws IOException;

    /**
     * Finds further processes of an earlier run, as after the loss of the record.
     *
     * @param record the record of the earlier run, whose process has ended; empty if there is none
     */
    List<PidRecord> others(Optional<PidRecord> record, ProcTable processes) throws IOException;
}
