package io.quarkiverse.containerd.runtime.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.render.ConfigDump;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Rendering;

/** The page lists the members of the documents. */
class DocumentMembersTest {

    private static final Path PAGE = Path.of("../docs/modules/ROOT/pages/reference-control-socket.adoc");
    /** Objects whose members have names of others. */
    private static final Set<String> MAPS = Set.of("fields", "environment", "programs");

    private final FakeNodeDaemon daemon = new FakeNodeDaemon();

    @Test
    void thePageListsEachMember() throws IOException {
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", "no such file"));
        daemon.stuck = List.of(new StuckRunnable("root.agent", FakeNodeDaemon.NOW, List.of()));
        LoadPlan plan = new LoadPlan("k8s.io/a.tar", "k8s.io", true, List.of(new LoadPlan.Image("a", "sha256:", List.of())), 1,
                1,
                1, OptionalLong.of(1), List.of(), Optional.of("it is cut short"));
        ArchiveReport archive = FakeNodeDaemon.archive("k8s.io/a.tar", ArchiveReport.State.FAILED, "it is cut short");
        Rendering rendering = Fixture.render(Map.of(), Fixture.V2_1, Fixture.CAPABLE);
        MemoryJournal journal = new MemoryJournal(10, 100);
        journal.logger("root.x").log(Level.INFO, "hello", Map.of("id", "1"), new IllegalStateException("x"));
        JournalQuery all = new JournalQuery("root", true, 10, Level.TRACE);

        Set<String> members = new TreeSet<>();
        Stream.of(NodeDocuments.status(daemon), NodeDocuments.tree(daemon.tree, daemon.stuck),
                PreseedDocuments.report(new PreseedReport(true, List.of(archive), List.of(), Optional.empty()), true),
                PreseedDocuments.plans(List.of(plan)), HostDocuments.host(Fixture.CAPABLE, rendering),
                ConfigDocuments.addDifferences(ConfigDocuments.config(rendering),
                        ConfigDump.parse("version = 3").differences(rendering)),
                new LogDocuments(all, Instant.MIN, "").entries(journal.read(all), 10), LogDocuments.dropped(1),
                ThreadDocuments.threads()).forEach(document -> collect(document, members));

        String page = Files.readString(PAGE);
        assertThat(members).contains("problems", "lastFailure", "lines", "from", "thrown", "stack", "feasible")
                .allSatisfy(member -> assertThat(page).contains("`" + member + "`"));
    }

    private static void collect(JsonNode node, Set<String> members) {
        node.properties().forEach(field -> {
            members.add(field.getKey());
            if (!MAPS.contains(field.getKey())) {
                collect(field.getValue(), members);
            }
        });
        if (node.isArray()) {
            node.forEach(element -> collect(element, members));
        }
    }
}
