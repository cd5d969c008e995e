package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.quarkiverse.containerd.testing.DebianPackage;

/** Fetches the pages of pods again and again, in the network of their node, so that none of them may stand still unseen. */
final class Visitor implements AutoCloseable {

    private static final int FEWEST_VISITS = 50;
    /** About ten times a second; a page that does not come within 2 s is one that did not come. */
    private static final String SCRIPT = """
            while :; do
              for address; do
                page=$(printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' | "$0" nc -w 2 "$address" 80 2>&1 | "$0" tail -n 1)
                echo "$address $page"
              done
              "$0" usleep 100000
            done
            """;

    private final List<String> addresses;
    private final Path visits;
    private final Process process;

    /** Begins to visit pods that serve {@link PodImages#PAGE}. */
    Visitor(PodNode node, Pod... pods) throws IOException {
        addresses = Arrays.stream(pods).map(Pod::address).toList();
        visits = node.directory().resolve("visits");
        String busybox = DebianPackage.busybox().toString();
        List<String> command = new ArrayList<>(List.of(busybox, "sh", "-c", SCRIPT, busybox));
        command.addAll(addresses);
        process = new ProcessBuilder(node.enter(command)).redirectErrorStream(true).redirectOutput(visits.toFile()).start();
    }

    /** Fails unless every pod has served at every visit. */
    void check() throws IOException {
        assertThat(process.isAlive()).isTrue();
        String seen = Files.readString(visits);
        List<String> lines = seen.substring(0, seen.lastIndexOf('\n')).lines().toList();
        for (String address : addresses) {
            assertThat(lines).filteredOn(line -> line.startsWith(address + " ")).hasSizeGreaterThan(FEWEST_VISITS)
                    .containsOnly(address + " " + PodImages.PAGE);
        }
        assertThat(lines).allMatch(line -> line.endsWith(" " + PodImages.PAGE));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
