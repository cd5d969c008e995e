package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "support", description = "Writes all that the daemon tells of itself into a tar.gz, for a report of a fault."
        + " Secrets of the configuration are left out; what programs have printed is in the log, and the last of it in the tree"
        + " and the status: read them before you pass them on.")
final class SupportCommand implements Callable<Integer> {

    private static final Map<String, String> DOCUMENTS = documents();

    @Mixin
    Daemon daemon;

    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist.")
    Path file;

    private static Map<String, String> documents() {
        Map<String, String> documents = new LinkedHashMap<>();
        documents.put("status.json", "/v1/status");
        documents.put("version.json", "/v1/version");
        documents.put("tree.json", "/v1/tree");
        documents.put("host.json", "/v1/host");
        documents.put("config.json", "/v1/config");
        documents.put("preseed.json", "/v1/preseed");
        documents.put("plan.json", "/v1/preseed/plan");
        documents.put("images.json", "/v1/images");
        documents.put("threads.json", "/v1/threads");
        documents.put("log.json", "/v1/log?last=10000");
        return documents;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        ControlClient client = daemon.client();
        Optional<String> silence = silence(client);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(create()))) {
            if (silence.isPresent()) {
                add(tar, "daemon.txt", silence.get());
            } else {
                addAnswers(tar, client);
            }
            add(tar, "check.json", answer(CheckCommand::json));
        }
        daemon.print(
                "Written to " + file + silence.map(why -> ", without what the daemon would have told. " + why).orElse("."));
        return silence.isPresent() ? CommandException.NO_DAEMON : 0;
    }

    /** Why the daemon, which is there, tells nothing; its report is most wanted then. */
    private static Optional<String> silence(ControlClient client) throws CommandException {
        try {
            client.get("/v1/version");
            return Optional.empty();
        } catch (SilentDaemonException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static void addAnswers(TarArchiveOutputStream tar, ControlClient client) throws IOException {
        for (Map.Entry<String, String> document : DOCUMENTS.entrySet()) {
            add(tar, document.getKey(), answer(() -> client.get(document.getValue()).toPrettyString()));
        }
        add(tar, "goroutines.txt", answer(() -> client.post("/v1/containerd/goroutines").path("goroutines").asText()));
        add(tar, "config-dump.toml", answer(() -> client.get("/v1/config/dump").path("dump").asText()));
    }

    private OutputStream create() throws CommandException, IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.newOutputStream(file);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(CommandException.REFUSED, file + " exists already; name another file.");
        } catch (NoSuchFileException e) {
            throw new CommandException(CommandException.REFUSED, "The directory of " + file + " does not exist.");
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] content = (text + "\n").getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry("support/" + name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private interface Question {
        String answer() throws CommandException;
    }

    /** What cannot be had is told in its place, because it is most wanted where something is broken. */
    private static String answer(Question question) {
        try {
            return question.answer();
        } catch (CommandException e) {
            return e.getMessage();
        }
    }
}
