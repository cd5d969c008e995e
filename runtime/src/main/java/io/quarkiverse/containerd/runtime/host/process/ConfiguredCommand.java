package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * The part of a command that tells one containerd from another: what it runs, and the configuration that it reads.
 *
 * @param executable containerd, or a script that becomes containerd
 * @param configFile the file of {@code --config}
 */
record ConfiguredCommand(Path executable, Path configFile) implements Recognition {

    private static final Path CONTAINERD = Path.of("containerd");

    @Override
    public boolean isRunning(PidRecord record, ProcTable processes) throws IOException {
        return record.matches(processes);
    }

    @Override
    public List<PidRecord> others(Optional<PidRecord> record, ProcTable processes) throws IOException {
        return running(processes);
    }

    /**
     * Finds the processes of this command, among those that this user has started and that are not in a container: in there,
     * the same path is that of another file. Other users could start any number with this command line, and each would have to
     * be waited for.
     */
    List<PidRecord> running(ProcTable processes) throws IOException {
        OptionalLong user = processes.ownUser();
        List<PidRecord> found = new ArrayList<>();
        for (long pid : processes.pids()) {
            List<String> commandLine = processes.commandLine(pid);
            if (matches(commandLine, processes.program(pid)) && processes.sharesPids(pid)
                    && user.equals(processes.user(pid))) {
                PidRecord.of(pid, commandLine, processes).filter(record -> record.running(processes)).ifPresent(found::add);
            }
        }
        return found;
    }

    /**
     * Whether a command line is of this command. The executable may have been another one when it was started, and the
     * interpreter of a script is in front of it.
     */
    boolean matches(List<String> commandLine, Optional<Path> program) {
        int executableAt = commandLine.size() - 3;
        if (executableAt < 0
                || !commandLine.subList(executableAt + 1, commandLine.size())
                        .equals(List.of("--config", configFile.toString()))) {
            return false;
        }
        return commandLine.get(executableAt).equals(executable.toString())
                || program.map(Path::getFileName).filter(CONTAINERD::equals).isPresent();
    }
}
