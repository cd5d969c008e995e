package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealContainerd;

/** Compares the preseed with containerd's own import, and both with what the documentation's table says of them. */
@Tag("containerd")
class ArchiveCorpusTest {

    private static final Path TABLE = Path.of("../docs/modules/ROOT/pages/reference-archives.adoc");
    private static final long DISK = 512 << 20;
    private static final String CONTENT = "io.containerd.content.v1.content";
    private static final String PLAIN = "OCI image layout";
    /** containerd's client follows links in the order of a Go map, which is random. */
    private static final String RANDOM = "docker archive with a chain of symbolic links";
    private static final String DIRECTORY = "OCI image layout in a directory";

    @TempDir
    Path directory;
    @TempDir
    Path work;

    @ParameterizedTest
    @EnumSource
    void leavesWhatContainerdsOwnImportLeavesOrIsBetter(DebianContainerd version) throws Exception {
        List<String> kinds = new ArrayList<>();
        Map<String, byte[]> archives = new LinkedHashMap<>(ArchiveCorpus.archives());
        archives.putAll(ToolArchives.make(work));
        for (Map.Entry<String, byte[]> archive : archives.entrySet()) {
            Path namespace = Files.createDirectories(directory.resolve(ours(kinds.size())));
            Files.write(namespace.resolve("archive"), archive.getValue());
            kinds.add(archive.getKey());
        }
        ArchiveCorpus.writeDirectory(directory.resolve(ours(kinds.size())).resolve("archive"));
        kinds.add(DIRECTORY);

        try (ConnectedContainerd containerd = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(DISK))) {
            containerd.disk().reveal(CONTENT);
            Map<String, ArchiveReport> reports = preseed(containerd);
            List<Boolean> loadedByCtr = new ArrayList<>();
            for (int i = 0; i < kinds.size(); i++) {
                loadedByCtr.add(importByCtr(containerd, version, i));
            }
            NamespaceDump.collect(containerd.client().namespace("any"));
            Map<String, String> table = new LinkedHashMap<>();
            SoftAssertions softly = new SoftAssertions();
            Map<String, Object> plain = dump(containerd, ours(kinds.indexOf(PLAIN)));
            for (int i = 0; i < kinds.size(); i++) {
                boolean theyLoad = loadedByCtr.get(i);
                ArchiveReport report = reports.get(ours(i) + "/archive");
                boolean weLoad = report.state() == ArchiveReport.State.LOADED;
                Map<String, Object> ours = dump(containerd, ours(i));
                boolean same = ours.equals(dump(containerd, theirs(i)));
                boolean random = kinds.get(i).equals(RANDOM);
                table.put(kinds.get(i), (random ? "either" : theyLoad ? "loads" : "refuses") + "|"
                        + (!weLoad ? "refuses" : theyLoad && same && !random ? "the same" : "loads"));
                if (!weLoad) {
                    softly.assertThat(ours).as("%s leaves nothing", kinds.get(i)).isEmpty();
                    softly.assertThat(report.error().orElse("")).as("%s is explained", kinds.get(i))
                            .isNotEmpty().doesNotContain("Exception");
                } else if (kinds.get(i).startsWith("compressed with") || kinds.get(i).equals(DIRECTORY)) {
                    softly.assertThat(ours).as("%s is as good as a plain archive", kinds.get(i)).isEqualTo(plain);
                }
            }
            softly.assertThat(table).isEqualTo(documented());
            softly.assertAll();
            assertIsTheSameIfItIsSent(containerd, reports);
        }
    }

    /** Where the content directory cannot be seen, blobs are sent. */
    private void assertIsTheSameIfItIsSent(ConnectedContainerd containerd, Map<String, ArchiveReport> placed) throws Exception {
        Map<String, Object> before = all(containerd);
        for (String name : containerd.client().namespaces()) {
            NamespaceClient namespace = containerd.client().namespace(name);
            namespace.images().list().forEach(image -> namespace.images().delete(image.name(), false));
        }
        NamespaceDump.collect(containerd.client().namespace("any"));
        assertThat(all(containerd)).isEmpty();
        containerd.disk().hide(CONTENT);

        Map<String, ArchiveReport> sent = preseed(containerd);
        NamespaceDump.collect(containerd.client().namespace("any"));

        assertThat(all(containerd)).isEqualTo(before);
        sent.forEach((path, report) -> assertThat(report.state()).as(path).isEqualTo(placed.get(path).state()));
    }

    /** All that our namespaces hold. */
    private static Map<String, Object> all(ConnectedContainerd containerd) {
        Map<String, Object> all = new TreeMap<>();
        containerd.client().namespaces().stream().filter(name -> name.startsWith("ours-")).forEach(
                name -> dump(containerd, name).forEach((key, value) -> all.put(name + " " + key, value)));
        return all;
    }

    private static String ours(int number) {
        return "ours-" + number;
    }

    private static String theirs(int number) {
        return "theirs-" + number;
    }

    private Map<String, ArchiveReport> preseed(ConnectedContainerd containerd) throws Exception {
        PreseedStatus reports = new PreseedStatus();
        try {
            new Preseed(new PreseedSettings(directory, List.of("**")), containerd::client, reports).run(new TestNode());
        } catch (FailedArchivesException e) {
            assertThat(e).as("some are bad").hasMessageContaining("could not be loaded");
        }
        Map<String, ArchiveReport> byPath = new TreeMap<>();
        reports.report().archives().forEach(report -> byPath.put(report.path(), report));
        return byPath;
    }

    private boolean importByCtr(ConnectedContainerd containerd, DebianContainerd version, int number) throws Exception {
        List<String> command = new ArrayList<>(List.of("images", "import", "--no-unpack"));
        if (version == DebianContainerd.V2) {
            command.add("--local");
        }
        command.add(directory.resolve(ours(number)).resolve("archive").toString());
        return containerd.tryCtr(theirs(number), command.toArray(String[]::new)).status() == 0;
    }

    /** All that the namespace holds. */
    private static Map<String, Object> dump(ConnectedContainerd containerd, String name) {
        NamespaceClient namespace = containerd.client().namespace(name);
        Map<String, Object> dump = new TreeMap<>();
        for (StoredImage image : namespace.images().list()) {
            dump.put("image " + image.name(), List.of(image.target(), image.labels()));
        }
        for (BlobInfo blob : namespace.content().list()) {
            dump.put("blob " + blob.digest(), List.of(blob.size(), new TreeMap<>(blob.labels())));
        }
        return dump;
    }

    /** The rows of the documentation: kind to what ctr does and what the preseed does. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] cells = line.split("\\|", -1);
            if (line.startsWith("|") && cells.length == 5 && !cells[1].equals("Archive ")) {
                rows.put(cells[1].strip(), cells[2].strip() + "|" + cells[3].strip());
            }
        }
        return rows;
    }
}
