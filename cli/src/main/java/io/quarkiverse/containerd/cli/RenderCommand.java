package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.documents.ConfigDocuments;
import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.offline.FileDiff;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "render", description = "Renders the files that containerd and its runtimes would read, for the containerd and"
        + " the host that are there now. Without a directory they are printed, each line with the key it comes from, and"
        + " secrets are masked. It needs no daemon and, unless a directory is named, changes nothing.")
final class RenderCommand implements Callable<Integer> {

    @Mixin
    Output output;

    @Parameters(arity = "0..1", paramLabel = "DIRECTORY", description = "The directory to write the files into, below it by"
            + " their own paths and with their modes; secrets are written, too.")
    Path directory;

    @Option(names = "--diff", description = "Prints how the files on disk differ from what would be rendered, and exits with 1"
            + " if one does.")
    boolean diff;

    @Override
    public Integer call() throws CommandException, IOException {
        Rendering rendering = Configured.rendering(Configured.config());
        if (diff) {
            return compare(rendering);
        }
        if (directory != null) {
            write(rendering);
        } else {
            ObjectNode document = ConfigDocuments.config(rendering);
            output.show(document, Screens.config(document));
        }
        return 0;
    }

    private void write(Rendering rendering) throws IOException {
        List<RenderedFile> files = ConfigDocuments.files(rendering)
                .map(file -> new RenderedFile(place(file.path()), file.lines(), file.mode())).toList();
        for (RenderedFile file : files) {
            Files.createDirectories(file.path().getParent());
        }
        new FileInstaller().install(files);
        ObjectNode document = Documents.document();
        files.forEach(file -> document.withArray("written").add(file.path().toString()));
        output.show(document, String.join("\n", files.stream().map(file -> "wrote " + file.path()).toList()));
    }

    private Path place(Path path) {
        return directory == null ? path : directory.toAbsolutePath().resolve(Path.of("/").relativize(path.toAbsolutePath()));
    }

    private int compare(Rendering rendering) throws IOException {
        ObjectNode document = Documents.document();
        ArrayNode files = document.putArray("files");
        boolean same = true;
        for (RenderedFile file : ConfigDocuments.files(rendering).toList()) {
            Path path = place(file.path());
            boolean exists = Files.exists(path);
            List<FileDiff.Change> changes = FileDiff.of(exists ? read(path) : "", file.lines());
            ObjectNode entry = files.addObject().put("path", path.toString()).put("exists", exists);
            ArrayNode lines = entry.putArray("changes");
            changes.forEach(change -> lines.addObject().put("added", change.added()).put("text", change.line()));
            same &= exists && changes.isEmpty();
        }
        output.show(document.put("same", same), Screens.diff(document));
        return same ? 0 : CommandException.REFUSED;
    }

    private static String read(Path path) throws IOException {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
