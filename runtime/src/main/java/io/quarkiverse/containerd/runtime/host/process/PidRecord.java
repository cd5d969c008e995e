package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;

/**
 * The identity of a process that may outlive this JVM. A pid alone does not identify it, because pids are reused.
 *
 * @param pid process id
 * @param startTime start time of the process in clock ticks since boot (field 22 of {@code /proc/<pid>/stat})
 * @param bootId identifier of the boot that the start time counts from
 * @param command the command it was started with
 */
record PidRecord(long pid, long startTime, String bootId, List<String> command) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 20;

    PidRecord {
        command = List.copyOf(command);
    }

    /**
     * Returns the record of a running process.
     *
     * @return empty if it has already ended
     */
    static Optional<PidRecord> of(long pid, List<String> command, ProcTable processes) throws IOException {
        String bootId = processes.bootId();
        return processes.stat(pid).map(stat -> new PidRecord(pid, stat.startTime(), bootId, command));
    }

    /** Writes the record, replacing an earlier one atomically. */
    void write(Path file) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("pid", pid);
        json.put("startTime", startTime);
        json.put("bootId", bootId);
        command.forEach(json.putArray("command")::add);
        byte[] text = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            FileInstaller.writePrivate(file, out -> out.write(text));
        } catch (IOException e) {
            throw new HostException("Process record " + file + " cannot be written: " + FileSystemErrors.explain(e, file,
                    "Make its directory writable for this user, or set quarkus.containerd.run-directory to another one."),
                    e);
        }
    }

    /**
     * Reads a record.
     *
     * @return empty if there is none
     * @throws HostException if it cannot be read or is not a record
     */
    static Optional<PidRecord> read(Path file) throws HostException {
        try {
            return Optional.of(parse(new String(RegularFiles.readOwn(file, MOST_BYTES), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw notARecord(file, e);
        } catch (AccessDeniedException e) {
            throw new HostException("Process record " + file + " cannot be read: " + FileSystemErrors.describe(e)
                    + ". Check its owner and mode.", e);
        } catch (IOException e) {
            throw notARecord(file, new IllegalArgumentException(FileSystemErrors.describe(e), e));
        }
    }

    private static HostException notARecord(Path file, Exception why) {
        return new HostException(file + " is not a process record: " + why.getMessage(), why);
    }

    private static PidRecord parse(String text) throws JsonProcessingException {
        JsonNode json = JSON.readTree(text);
        if (!json.path("pid").canConvertToLong() || !json.path("startTime").canConvertToLong()
                || !json.path("bootId").isTextual() || !json.path("command").isArray()) {
            throw new IllegalArgumentException("pid, startTime, bootId or command is missing");
        }
        List<String> command = new ArrayList<>();
        json.path("command").forEach(argument -> command.add(argument.asText()));
        return new PidRecord(json.path("pid").longValue(), json.path("startTime").longValue(), json.path("bootId").textValue(),
                command);
    }

    /** Whether the process of this record is still running: pid, boot, start time and command line must all match. */
    boolean matches(ProcTable processes) throws IOException {
        return running(processes) && processes.bootId().equals(bootId) && sameCommand(command, processes.commandLine(pid));
    }

    /** Whether a process that has matched before has not ended yet; one that is ending no longer has a command line. */
    boolean running(ProcTable processes) {
        return processes.stat(pid).filter(stat -> stat.alive() && stat.startTime() == startTime).isPresent();
    }

    /**
     * Whether a command line belongs to the command. A wrapper such as unshare(1) replaces itself with its last
     * arguments, and the kernel puts the interpreter of a script in front, so that each may be the end of the other.
     */
    static boolean sameCommand(List<String> command, List<String> commandLine) {
        return endsWith(command, commandLine) || endsWith(commandLine, command);
    }

    private static boolean endsWith(List<String> whole, List<String> end) {
        return !end.isEmpty() && whole.size() >= end.size()
                && whole.subList(whole.size() - end.size(), whole.size()).equals(end);
    }
}
