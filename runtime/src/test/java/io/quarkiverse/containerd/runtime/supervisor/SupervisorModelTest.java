package io.quarkiverse.containerd.runtime.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.runtime.supervisor.Rig.Actor;
import io.quarkiverse.containerd.runtime.supervisor.TreeModel.ModelNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Long random sequences of events, with the supervisor checked against the model after each. */
class SupervisorModelTest {

    private static final List<List<String>> GROUPS = List.of(List.of("a"), List.of("b"), List.of("c", "d"),
            List.of("e", "f", "g"),
            List.of("a", "b"), List.of("d", "a"));
    private static final int DEEPEST = 5;
    private static final String UNHEALTHY_REASON = "serves badly";

    enum Kind {
        HEALTHY,
        UNHEALTHY,
        DONE,
        RETURN,
        THROW,
        ERROR,
        SPAWN,
        STUBBORN,
        YIELD,
        STALE,
        RESTART,
        ADVANCE
    }

    /** One event; the numbers choose among what there is at that moment. */
    record Step(Kind kind, int node, int detail) {
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(Tuple.of(5, Kind.SPAWN), Tuple.of(4, Kind.HEALTHY),
                Tuple.of(2, Kind.UNHEALTHY),
                Tuple.of(3, Kind.DONE),
                Tuple.of(3, Kind.RETURN), Tuple.of(2, Kind.THROW), Tuple.of(1, Kind.ERROR), Tuple.of(2, Kind.STUBBORN),
                Tuple.of(2, Kind.YIELD), Tuple.of(1, Kind.STALE), Tuple.of(1, Kind.RESTART), Tuple.of(5, Kind.ADVANCE));
        Arbitrary<Step> step = Combinators
                .combine(kinds, Arbitraries.integers().between(0, 1000), Arbitraries.integers().between(0, 1000)).as(Step::new);
        return step.list().ofMinSize(1).ofMaxSize(120);
    }

    @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED)
    void theSupervisorDoesWhatTheModelSays(@ForAll("steps") List<Step> steps) {
        try (Rig rig = new Rig()) {
            rig.start();
            TreeModel model = new TreeModel(Rig.SETTINGS, VirtualClock.START);
            check(rig, model, "start");
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                take(step, rig, model);
                check(rig, model, "step " + i + ", " + step);
            }
            rig.supervisor.shutdown(Duration.ZERO);
            rig.settle();
            model.shutDown();
            check(rig, model, "shutdown");
            for (Actor actor : rig.live()) {
                actor.yields();
            }
            checkCallbacks(rig);
        }
    }

    private static void take(Step step, Rig rig, TreeModel model) {
        if (step.kind() == Kind.ADVANCE) {
            // Steps of a quarter of a second: sums meet the limits of the settings exactly.
            Duration duration = Duration.ofMillis(250L * (step.detail() % 40));
            rig.advance(duration);
            model.advance(duration);
            return;
        }
        if (step.kind() == Kind.STALE) {
            if (!rig.ended.isEmpty()) {
                NodeHandle stale = rig.ended.get(step.node() % rig.ended.size()).handle;
                assertThat(catchThrowable(step.detail() % 2 == 0 ? stale::signalHealthy : stale::signalDone))
                        .isInstanceOf(IllegalStateException.class);
            }
            return;
        }
        if (step.kind() == Kind.RESTART) {
            List<ModelNode> nodes = model.nodes();
            ModelNode restarted = nodes.get(step.node() % nodes.size());
            assertThat(rig.supervisor.restart(restarted.dn, "a test asks for it")).isTrue();
            rig.settle();
            model.restart(restarted);
            return;
        }
        List<ModelNode> running = model.nodes().stream().filter(node -> node.runs).toList();
        if (running.isEmpty()) {
            return;
        }
        ModelNode node = running.get(step.node() % running.size());
        Actor actor = rig.actor(node.dn);
        switch (step.kind()) {
            case HEALTHY -> expect(actor.does(NodeHandle::signalHealthy), model.healthy(node));
            case UNHEALTHY -> expect(actor.does(handle -> handle.signalUnhealthy(UNHEALTHY_REASON)), model.unhealthy(node));
            case DONE -> expect(actor.does(NodeHandle::signalDone), model.done(node));
            case RETURN -> {
                actor.returns();
                model.returns(node);
            }
            case THROW, ERROR -> {
                actor.fails(step.kind() == Kind.THROW ? new Exception() : new AssertionError());
                model.fails(node);
            }
            case STUBBORN -> {
                if (!node.hasToEnd()) {
                    actor.stubborn();
                    model.stubborn(node, true);
                }
            }
            case YIELD -> {
                actor.yields();
                model.stubborn(node, false);
            }
            case SPAWN -> {
                if (node.dn.chars().filter(c -> c == '.').count() < DEEPEST) {
                    List<String> names = GROUPS.get(step.detail() % GROUPS.size());
                    expect(actor.tryGroup(names), model.spawn(node, names));
                }
            }
            default -> throw new AssertionError(step);
        }
    }

    private static void expect(Optional<Throwable> thrown, boolean allowed) {
        assertThat(thrown.isEmpty()).describedAs("%s", thrown).isEqualTo(allowed);
    }

    private static void check(Rig rig, TreeModel model, String moment) {
        assertThat(picture(rig.supervisor)).describedAs(moment).isEqualTo(model.picture());
        assertThat(rig.running()).describedAs(moment)
                .isEqualTo(model.nodes().stream().filter(node -> node.runs).map(node -> node.dn).sorted().toList());
        assertThat(rig.supervisor.stuck()).describedAs(moment).extracting(StuckRunnable::dn)
                .isEqualTo(model.nodes().stream().filter(ModelNode::isStuck).map(node -> node.dn).sorted().toList());
        for (ModelNode node : model.nodes()) {
            if (node.runs) {
                assertThat(rig.actor(node.dn).handle.isCancelled()).describedAs("%s: %s", moment, node)
                        .isEqualTo(node.hasToEnd());
            }
        }
        Map<String, List<NodeState>> expected = model.histories();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(histories(rig)).describedAs(moment).isEqualTo(expected));
    }

    private static Map<String, List<NodeState>> histories(Rig rig) {
        Map<String, List<NodeState>> histories = new LinkedHashMap<>();
        for (Transition transition : List.copyOf(rig.transitions)) {
            List<NodeState> states = histories.computeIfAbsent(transition.dn(), dn -> new ArrayList<>());
            states.add(transition.to());
            assertThat(transition.failure().isPresent())
                    .isEqualTo(transition.to() == NodeState.DEAD || transition.to() == NodeState.UNHEALTHY);
        }
        return histories;
    }

    private static void checkCallbacks(Rig rig) {
        for (Actor actor : rig.ended) {
            assertThat(actor.callbacks).describedAs(actor.dn).isIn(List.of(), List.of("second", "first"));
        }
    }

    private static List<String> picture(Supervisor supervisor) {
        return supervisor.snapshot().stream()
                .map(node -> String.join(" ", node.dn(), node.state().name(), node.since().toString(),
                        String.valueOf(node.restarts()), node.lastFailure().map(SupervisorModelTest::kind).orElse("null"),
                        node.nextStart().map(Instant::toString).orElse("-"), String.valueOf(node.recentFailures())))
                .toList();
    }

    private static String kind(Failure failure) {
        if (failure.cause() == null) {
            return failure.message().equals(UNHEALTHY_REASON) ? "unhealthy" : "returned";
        }
        return failure.cause() instanceof IllegalStateException ? "violation" : "thrown";
    }
}
