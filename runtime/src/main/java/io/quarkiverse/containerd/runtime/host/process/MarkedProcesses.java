package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * Child processes that carry a mark in their environment. A process that overwrites its command line or its environment, as
 * some do to show what they do, is still known by its record.
 *
 * @param variable the variable that has the mark
 * @param mark a text that no other child process has
 * @param command what the process was started with
 * @param user the user whom it was started for, if not this one
 */
record MarkedProcesses(String variable, String mark, List<String> command, OptionalLong user) implements Recognition {

    MarkedProcesses {
        command = List.copyOf(command);
    }

    @Override
    public boolean isRunning(PidRecord record, ProcTable processes) throws IOException {
        return record.running(processes) && processes.bootId().equals(record.bootId());
    }

    /**
     * Finds what is left of the group of the recorded process, and a process that was started and not recorded any more. What a
     * child process has given a group of its own, such as the shims of a containerd, is not looked for. Neither is what other
     * users have started, who could make any number of such processes.
     */
    @Override
    public List<PidRecord> others(Optional<PidRecord> record, ProcTable processes) throws IOException {
        List<PidRecord> found = new ArrayList<>();
        for (long pid : processes.pids()) {
            Optional<ProcTable.Stat> stat = processes.stat(pid).filter(ProcTable.Stat::alive);
            if (stat.isPresent() && processes.environment(pid).contains(variable + "=" + mark)
                    && isOurs(pid, stat.get().group(), record, processes)) {
                PidRecord.of(pid, processes.commandLine(pid), processes).ifPresent(found::add);
            }
        }
        return found;
    }

    private boolean isOurs(long pid, long group, Optional<PidRecord> record, ProcTable processes) {
        return record.filter(known -> known.pid() == group).isPresent()
                || pid == group && PidRecord.sameCommand(command, processes.commandLine(pid)) && isOfOurUsers(pid, processes);
    }

    private boolean isOfOurUsers(long pid, ProcTable processes) {
        OptionalLong owner = processes.user(pid);
        return owner.equals(processes.ownUser()) || user.isPresent() && owner.equals(user);
    }
}
