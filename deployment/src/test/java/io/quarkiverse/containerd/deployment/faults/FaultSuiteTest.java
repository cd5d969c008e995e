package io.quarkiverse.containerd.deployment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/**
 * Puts a packaged node daemon with pods through all faults in random order, and looks after each whether everything is as
 * before: through one of each kind, or, if {@code containerd.soak.minutes} is set, through all of them, in further orders for
 * that long. Other system properties: {@code containerd.soak.seed} repeats a choice and its order,
 * {@code containerd.soak.versions} names the containerds, {@code containerd.soak.slack} is the time in seconds that a busy
 * machine may take longer, and {@code containerd.soak.faults}, a regular expression, chooses the
 * faults by their titles.
 */
class FaultSuiteTest {

    private static final Logger LOG = Logger.getLogger(FaultSuiteTest.class);
    private static final Duration POLL = Duration.ofMillis(50);

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false)
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-smallrye-health", Version.getVersion())));

    @ProdBuildResults
    ProdModeTestResults build;

    static Stream<DebianContainerd> versions() {
        return Stream.of(System.getProperty("containerd.soak.versions", "V2").split(",")).map(DebianContainerd::valueOf);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theNodeIsAsBeforeAfterEachFault(DebianContainerd containerd) throws Exception {
        long seed = Long.getLong("containerd.soak.seed", System.nanoTime() & 0xffff);
        Pattern chosen = Pattern.compile(System.getProperty("containerd.soak.faults", ""));
        List<Fault> faults = Faults.all().stream().filter(fault -> chosen.matcher(fault.title()).find()).toList();
        Long minutes = Long.getLong("containerd.soak.minutes");
        Random random = new Random(seed);
        LOG.infof("containerd %s, seed %d", containerd, seed);
        List<AssertionError> failures = new ArrayList<>();
        Iterator<Fault> order = minutes == null ? ofEachKind(faults, random)
                : orders(faults, random, System.nanoTime() + Duration.ofMinutes(minutes).toNanos());
        while (order.hasNext()) {
            try (FaultNode node = new FaultNode(build.getBuildDir().resolve("quarkus-app"), containerd.binaries())) {
                node.start();
                awaitReady(node);
                Invariants invariants = new Invariants(node);
                while (order.hasNext()) {
                    run(order.next(), node, invariants, seed);
                }
            } catch (AssertionError e) {
                // what has failed leaves a node that proves nothing more; the other faults get another one
                LOG.error("a fault has not gone as expected", e);
                failures.add(e);
            }
        }
        assertThat(failures).isEmpty();
    }

    /** All faults, in a random order each time, until the end of the time. */
    private static Iterator<Fault> orders(List<Fault> faults, Random random, long end) {
        return Stream.iterate(0, round -> round == 0 || System.nanoTime() < end, round -> round + 1)
                .flatMap(round -> shuffled(faults, random).stream()).iterator();
    }

    /** A random fault of each kind, in a random order. */
    private static Iterator<Fault> ofEachKind(List<Fault> faults, Random random) {
        return shuffled(faults, random).stream()
                .collect(Collectors.toMap(Fault::kind, fault -> fault, (first, further) -> first, LinkedHashMap::new))
                .values().iterator();
    }

    private static List<Fault> shuffled(List<Fault> faults, Random random) {
        List<Fault> shuffled = new ArrayList<>(faults);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static void run(Fault fault, FaultNode node, Invariants invariants, long seed) {
        long began = System.nanoTime();
        try {
            node.mark();
            fault.injection().run(node);
            long noticed = awaitEffect(fault.effect(), node);
            if (!fault.endsPod()) {
                invariants.checkPods();
            }
            fault.healing().run(node);
            awaitReady(node);
            invariants.checkPods();
            invariants.check();
            LOG.infof("%s: noticed after %d ms, over after %d ms", fault.title(), noticed, millisSince(began));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ", fault \"" + fault.title() + "\" after " + millisSince(began)
                    + " ms; ready: " + node.health("ready") + "; started: " + node.health("started"), e);
        }
    }

    /** @return the milliseconds until the fault was noticed */
    private static long awaitEffect(Effect effect, FaultNode node) {
        long began = System.nanoTime();
        Pattern words = Pattern.compile(effect.words());
        await(effect.words()).atMost(effect.delay().bound()).pollInterval(POLL).until(() -> {
            String ready = node.health("ready");
            if (effect.verdict() == Effect.Verdict.DOWN) {
                return !FaultNode.isUp(ready) && words.matcher(ready).find();
            }
            assertThat(effect.verdict() == Effect.Verdict.STAYS_UP && !FaultNode.isUp(ready)).as("DOWN: %s", ready).isFalse();
            return words.matcher(node.evidence() + ready + node.health("started")).find();
        });
        return millisSince(began);
    }

    private static void awaitReady(FaultNode node) {
        await("ready").atMost(FaultNode.PATIENCE).pollInterval(POLL)
                .until(() -> node.isReady() && FaultNode.isUp(node.health("started")));
        await("containerd's answer").atMost(FaultNode.PATIENCE).ignoreExceptions().until(() -> {
            node.node().client().reconnect();
            return node.node().cri().status().runtimeReady();
        });
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
