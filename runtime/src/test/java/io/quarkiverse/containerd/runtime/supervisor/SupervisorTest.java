package io.quarkiverse.containerd.runtime.supervisor;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static io.quarkiverse.containerd.NodeState.CANCELED;
import static io.quarkiverse.containerd.NodeState.DEAD;
import static io.quarkiverse.containerd.NodeState.DONE;
import static io.quarkiverse.containerd.NodeState.HEALTHY;
import static io.quarkiverse.containerd.NodeState.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.grpc.Status;
import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.supervisor.Rig.Actor;

@Timeout(120)
class SupervisorTest {

    private static final Instant START = VirtualClock.START;

    private final Rig rig = new Rig();
    private final List<Supervisor> supervisors = new ArrayList<>();

    @AfterEach
    void stop() {
        for (Supervisor supervisor : supervisors) {
            await().until(() -> supervisor.shutdown(Duration.ZERO).isEmpty());
        }
        rig.close();
    }

    /** A supervisor for runnables that run on their own, on the clock of the rig. */
    private Supervisor supervisor() {
        Supervisor supervisor = new Supervisor(Rig.SETTINGS, rig.journal, rig.clock, Rig.MIDDLE, Threads.ofJvm());
        supervisors.add(supervisor);
        return supervisor;
    }

    // Start and groups

    @Test
    void bothMembersOfAGroupStart() {
        rig.start().group("a", "b");

        assertThat(rig.supervisor.snapshot()).extracting(NodeSnapshot::dn, NodeSnapshot::state).containsExactly(
                tuple("root", NEW), tuple("root.a", NEW),
                tuple("root.b", NEW));
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
    }

    @Test
    void snapshotIsDepthFirstInTheOrderOfStart() {
        rig.start().group("z", "m").group("a");
        rig.actor("root.z").group("c", "b");

        assertThat(rig.supervisor.snapshot()).extracting(NodeSnapshot::dn).containsExactly("root", "root.z", "root.z.c",
                "root.z.b", "root.m", "root.a");
    }

    @Test
    void oneNodeIsFoundByItsDnAsLongAsItIsThere() {
        assertThat(rig.supervisor.snapshot("root")).isEmpty();
        rig.start().group("a").group("b");
        rig.actor("root.a").group("c");

        for (String dn : List.of("root", "root.a", "root.b", "root.a.c")) {
            assertThat(rig.supervisor.snapshot(dn)).contains(rig.node(dn));
        }
        for (String dn : List.of("", ".", "a", "other", "root.", "root.c", "root.a.b", "root.a.c.d", "root..a")) {
            assertThat(rig.supervisor.snapshot(dn)).describedAs(dn).isEmpty();
        }

        rig.actor("root.a").fails(new IllegalStateException("a fails"));
        rig.advanceMillis(1000);
        assertThat(rig.supervisor.snapshot("root.a")).hasValueSatisfying(node -> assertThat(node.state()).isEqualTo(NEW));
        assertThat(rig.supervisor.snapshot("root.a.c")).isEmpty();
    }

    /** Its class tells an operator nothing. */
    private static final class OwnFailure extends Exception {

        private static final long serialVersionUID = 1L;

        OwnFailure(String message) {
            super(message);
        }
    }

    @Test
    void onlyForeignExceptionsAreToldWithTheirNames() {
        rig.start().child("a").fails(new OwnFailure("the disk\nis full"));
        assertThat(rig.node("root.a").lastFailure().orElseThrow().message()).isEqualTo("the disk is full");

        rig.advanceMillis(1_000);
        rig.actor("root.a").fails(new IllegalStateException("closed"));
        assertThat(rig.node("root.a").lastFailure().orElseThrow().message()).isEqualTo("IllegalStateException: closed");
        assertThat(complaints()).containsExactly("failed, restarts in 1000 ms: the disk\nis full",
                "failed, restarts in 2000 ms: IllegalStateException: closed");
    }

    @Test
    void aSiblingsDeathCancelsTheGroupAndRestartsItAsOne() {
        rig.start().group("a", "b").child("other");
        rig.actor("root").healthy();
        rig.actor("root.b").healthy();

        rig.actor("root.a").fails(new Exception("broken pipe"));

        assertThat(rig.running()).containsExactly("root", "root.other");
        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        assertThat(rig.state("root.b")).isEqualTo(CANCELED);
        assertThat(rig.node("root.a").nextStart()).contains(START.plusSeconds(1));
        assertThat(rig.node("root.b").nextStart()).contains(START.plusSeconds(1));
        assertThat(rig.node("root.a").lastFailure().orElseThrow().message()).isEqualTo("Exception: broken pipe");

        rig.advanceMillis(999);
        assertThat(rig.running()).containsExactly("root", "root.other");

        rig.advanceMillis(1);
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b", "root.other");
        assertThat(rig.supervisor.snapshot()).extracting(NodeSnapshot::dn, NodeSnapshot::state, NodeSnapshot::restarts)
                .containsExactly(tuple("root", HEALTHY, 0),
                        tuple("root.a", NEW, 1),
                        tuple("root.b", NEW, 1),
                        tuple("root.other", NEW, 0));
        assertThat(rig.node("root.a").nextStart()).isEmpty();
        assertThat(rig.node("root.a").since()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void aNodeIsRestartedWithItsGroupAndWithoutCountingAFailure() {
        rig.start().group("a", "b").child("other");
        rig.actor("root").healthy();
        rig.actor("root.a").healthy();

        assertThat(rig.supervisor.restart("root.nobody", "a test asks for it")).isFalse();
        assertThat(rig.supervisor.restart("root.a", "a test asks for it")).isTrue();
        rig.settle();

        assertThat(rig.running()).containsExactly("root", "root.a", "root.b", "root.other");
        assertThat(rig.supervisor.snapshot())
                .extracting(NodeSnapshot::dn, NodeSnapshot::state, NodeSnapshot::restarts, NodeSnapshot::recentFailures)
                .containsExactly(tuple("root", HEALTHY, 0, 0), tuple("root.a", NEW, 1, 0), tuple("root.b", NEW, 1, 0),
                        tuple("root.other", NEW, 0, 0));
    }

    @Test
    void aRestartCutsTheBackoffShort() {
        rig.start().child("a");
        rig.actor("root.a").fails(new Exception("broken pipe"));
        assertThat(rig.state("root.a")).isEqualTo(DEAD);

        assertThat(rig.supervisor.restart("root.a", "a test asks for it")).isTrue();
        rig.settle();
        assertThat(rig.running()).containsExactly("root", "root.a");

        rig.actor("root.a").healthy();
        rig.advanceMillis(10_000);
        assertThat(rig.node("root.a").restarts()).isEqualTo(1);
    }

    @Test
    void aNodeThatATestFailsIsLikeOneThatHasThrown() {
        rig.start().group("a", "b");
        rig.actor("root.a").healthy();

        assertThat(rig.supervisor.fail("root.nobody", "a test asks for it")).isFalse();
        assertThat(rig.supervisor.fail("root.a", "a test asks for it")).isTrue();
        assertThat(rig.supervisor.fail("root.a", "a test asks for it")).isFalse();
        rig.settle();

        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        assertThat(rig.node("root.a").lastFailure()).hasValueSatisfying(
                failure -> assertThat(failure.message()).contains("a test asks for it"));
        assertThat(rig.node("root.a").nextStart()).isPresent();
        assertThat(rig.running()).containsExactly("root");
        rig.advanceMillis(10_000);
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
        assertThat(rig.node("root.a").restarts()).isEqualTo(1);
    }

    @Test
    void whatIsDoneCanBeFailedToo() {
        rig.start().child("a");
        rig.actor("root.a").healthy();
        rig.actor("root.a").done();
        rig.actor("root.a").returns();

        assertThat(rig.supervisor.fail("root.a", "a test asks for it")).isTrue();
        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        rig.advanceMillis(10_000);
        assertThat(rig.running()).containsExactly("root", "root.a");
    }

    @Test
    void whatIsDoneIsRestartedToo() {
        rig.start().child("a");
        rig.actor("root.a").healthy();
        rig.actor("root.a").done();
        rig.actor("root.a").returns();
        assertThat(rig.state("root.a")).isEqualTo(DONE);

        assertThat(rig.supervisor.restart("root.a", "a test asks for it")).isTrue();
        rig.settle();

        assertThat(rig.running()).containsExactly("root", "root.a");
    }

    @Test
    void aGroupWaitsForItsSlowestMember() {
        rig.start().group("a", "b");
        Actor slow = rig.actor("root.b").stubborn();

        rig.actor("root.a").fails(new Exception());
        rig.advanceMillis(2_500);
        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        assertThat(rig.running()).containsExactly("root", "root.b");

        slow.yields();
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
        assertThat(rig.state("root.b")).isEqualTo(NEW);
    }

    @Test
    void aSiblingsDeathRestartsAFiveLevelSubtreeFromItsTop() {
        Actor level = rig.start().group("a", "b").healthy();
        level = rig.actor("root.b");
        for (int i = 1; i <= 4; i++) {
            Actor below = level.child("l" + i);
            level.healthy();
            level = below;
        }
        String deepest = "root.b.l1.l2.l3.l4";
        assertThat(rig.state(deepest)).isEqualTo(NEW);

        rig.actor("root.a").returns();
        assertThat(rig.running()).containsExactly("root");
        assertThat(rig.state(deepest)).isEqualTo(CANCELED);

        rig.advanceMillis(1_000);
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
        assertThat(rig.supervisor.snapshot()).hasSize(3);
    }

    @Test
    void aSubtreeRestartsFromItsTopmostNode() {
        Actor middle = rig.start().child("middle");
        Actor low = middle.child("low");
        low.fails(new Exception("low"));
        middle.fails(new Exception("middle"));

        rig.advanceMillis(1_000);

        assertThat(rig.running()).containsExactly("root", "root.middle");
        assertThat(rig.supervisor.snapshot()).hasSize(2);
    }

    // Failures

    @Test
    void returningWithoutDoneIsAFailure() {
        rig.start().child("a").healthy().returns();

        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        assertThat(rig.node("root.a").lastFailure())
                .contains(new Failure(START, "returned without signalling DONE", null));
    }

    @Test
    void anErrorIsAFailureLoggedOnceWithItsStack() {
        Error thrown = new StackOverflowError("deep\nand forged");
        rig.start().child("a").fails(thrown);

        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        assertThat(rig.node("root.a").lastFailure())
                .contains(new Failure(START, "StackOverflowError: deep and forged", thrown));
        assertThat(rig.log("root.a")).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(Logger.Level.ERROR);
            assertThat(entry.thrown()).isSameAs(thrown);
            assertThat(entry.message()).contains("restarts in 1000 ms");
        });
    }

    @Test
    void theSameFailureIsToldOnceAndThenCounted() {
        rig.start().child("a").fails(new Exception("pid 7 exited\nits last line"));
        for (int i = 2; i <= 4; i++) {
            rig.advanceMillis(8_000);
            rig.actor("root.a").fails(new Exception("pid " + i + " exited\nits last line"));
        }
        assertThat(complaints()).containsExactly("failed, restarts in 1000 ms: Exception: pid 7 exited\nits last line",
                "failed, restarts in 2000 ms, for the same reason as before (2 times now): Exception: pid 2 exited its last line",
                "failed (a crash loop: 3 failures within 10 minutes), restarts in 4000 ms,"
                        + " for the same reason as before (3 times now): Exception: pid 3 exited its last line",
                "failed (a crash loop: 4 failures within 10 minutes), restarts in 8000 ms,"
                        + " for the same reason as before (4 times now): Exception: pid 4 exited its last line");

        rig.advanceMillis(8_000);
        rig.actor("root.a").fails(new Exception("another reason"));
        assertThat(complaints()).last().asString().endsWith("ms: Exception: another reason");

        rig.advance(Duration.ofHours(1));
        rig.actor("root.a").fails(new Exception("another reason"));
        assertThat(complaints()).last().asString().as("an hour later").endsWith("ms: Exception: another reason");
    }

    @Test
    void onlyWhatNobodyExpectsIsLoggedWithItsStack() {
        rig.start().child("a").fails(new IllegalStateException("a fault"));
        rig.advanceMillis(8_000);
        rig.actor("root.a").fails(new IOException("no such file"));
        rig.advanceMillis(8_000);
        rig.actor("root.a").fails(new ContainerdException("Version", Status.Code.UNAVAILABLE, "gone", null));

        assertThat(rig.log("root.a")).filteredOn(entry -> entry.level() == Logger.Level.ERROR)
                .extracting(entry -> entry.thrown() != null).containsExactly(true, false, false);
        assertThat(rig.log("root.a")).filteredOn(entry -> entry.level() == Logger.Level.DEBUG && entry.thrown() != null)
                .extracting(entry -> entry.thrown().getClass().getSimpleName())
                .containsExactly("IOException", "ContainerdException");
    }

    private List<String> complaints() {
        return rig.log("root.a").stream().filter(entry -> entry.level() == Logger.Level.ERROR).map(LogEntry::message).toList();
    }

    @Test
    void theRootRestartsToo() {
        rig.start().child("a");

        rig.actor("root").fails(new Exception());
        assertThat(rig.running()).isEmpty();
        assertThat(rig.state("root")).isEqualTo(DEAD);
        assertThat(rig.state("root.a")).isEqualTo(CANCELED);

        rig.advanceMillis(1_000);
        assertThat(rig.running()).containsExactly("root");
    }

    @Test
    void countsAndLastFailureOutliveTheRestartOfTheParent() {
        rig.start().child("a").fails(new Exception("first"));
        rig.advanceMillis(1_000);
        rig.actor("root").fails(new Exception("root"));
        rig.advanceMillis(1_000);
        rig.actor("root").child("a");

        assertThat(rig.node("root.a").restarts()).isEqualTo(2);
        assertThat(rig.node("root.a").lastFailure().orElseThrow().message()).isEqualTo("Exception: first");
        assertThat(rig.node("root.a").state()).isEqualTo(NEW);
    }

    @Test
    void aThreadThatCannotStartIsAFailureOfItsNode() {
        AtomicReference<Error> refusal = new AtomicReference<>();
        Threads.Factory source = (name, task) -> {
            if (refusal.get() != null && name.equals("root.a")) {
                throw refusal.get();
            }
            return Threads.platform(name, task);
        };
        Supervisor supervisor = new Supervisor(Rig.SETTINGS, rig.journal, rig.clock, Rig.MIDDLE, new Threads(source, source));
        refusal.set(new OutOfMemoryError("unable to create native thread"));
        supervisor.start(node -> {
            Map<String, SupervisedRunnable> group = new LinkedHashMap<>();
            group.put("a", NodeHandle::awaitCancellation);
            group.put("b", NodeHandle::awaitCancellation);
            node.runGroup(group);
            node.signalHealthy();
            node.awaitCancellation();
        });
        await().until(() -> states(supervisor).equals(List.of("root HEALTHY", "root.a DEAD", "root.b CANCELED")));

        refusal.set(null);
        rig.clock.advance(Duration.ofSeconds(1), () -> {
        });
        await().until(() -> states(supervisor).equals(List.of("root HEALTHY", "root.a NEW", "root.b NEW")));
        supervisor.shutdown(Duration.ZERO);
        await().until(() -> supervisor.shutdown(Duration.ZERO).isEmpty());
    }

    @Test
    void aThreadThatTakesLongToStartHoldsUpNobodyAndIsInterruptedOnceItHas() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Threads.Factory slow = (name, task) -> name.equals("root") ? Threads.platform(name, task) : new Thread(task, name) {
            @Override
            public void start() {
                starting.countDown();
                awaitUninterruptibly(gate);
                super.start();
            }
        };
        List<Thread> cancellers = Collections.synchronizedList(new ArrayList<>());
        Threads.Factory kept = (name, task) -> {
            cancellers.add(Threads.platform(name, task));
            return cancellers.get(cancellers.size() - 1);
        };
        Supervisor supervisor = new Supervisor(Rig.SETTINGS, rig.journal, rig.clock, Rig.MIDDLE, new Threads(slow, kept));
        try {
            supervisor.start(node -> node.run("a", handle -> new CountDownLatch(1).await()));
            starting.await();
            assertThat(supervisor.isResponsive(Duration.ofSeconds(5))).isTrue();
            assertThat(states(supervisor)).containsExactly("root NEW", "root.a NEW");

            assertThat(supervisor.shutdown(Duration.ZERO)).containsExactly("root", "root.a");
            for (Thread canceller : List.copyOf(cancellers)) {
                canceller.join();
            }
        } finally {
            gate.countDown();
        }
        await().until(() -> supervisor.shutdown(Duration.ZERO).isEmpty());
        assertThat(states(supervisor)).containsExactly("root CANCELED", "root.a CANCELED");
    }

    private static List<String> states(Supervisor supervisor) {
        return supervisor.snapshot().stream().map(each -> each.dn() + " " + each.state()).toList();
    }

    // Backoff

    @Test
    void backoffGrowsUpToItsLimit() {
        rig.start().child("a");

        for (int seconds : new int[] { 1, 2, 4, 8, 8 }) {
            rig.actor("root.a").fails(new Exception());
            assertThat(rig.node("root.a").nextStart()).contains(rig.clock.now().plusSeconds(seconds));
            rig.advance(Duration.ofSeconds(seconds));
        }
        assertThat(rig.node("root.a").restarts()).isEqualTo(5);
    }

    @Test
    void backoffBecomesShorterOnlyAfterHavingBeenHealthyForLong() {
        rig.start().child("a").fails(new Exception());
        rig.advanceMillis(1_000);

        rig.actor("root.a").healthy();
        rig.advanceMillis(4_999);
        rig.actor("root.a").fails(new Exception());
        assertThat(rig.node("root.a").nextStart()).contains(rig.clock.now().plusSeconds(2));
        rig.advanceMillis(2_000);

        rig.advanceMillis(60_000);
        rig.actor("root.a").healthy();
        rig.advanceMillis(5_000);
        rig.actor("root.a").fails(new Exception());
        assertThat(rig.node("root.a").nextStart()).contains(rig.clock.now().plusSeconds(4));
        rig.advanceMillis(4_000);

        rig.actor("root.a").healthy();
        rig.advanceMillis(10_000);
        rig.actor("root.a").fails(new Exception());
        assertThat(rig.node("root.a").nextStart()).as("a step up, one down").contains(rig.clock.now().plusSeconds(4));
        rig.advanceMillis(4_000);

        rig.actor("root.a").healthy();
        rig.advanceMillis(60_000);
        rig.actor("root.a").fails(new Exception());
        assertThat(rig.node("root.a").nextStart()).contains(rig.clock.now().plusSeconds(1));
    }

    @Test
    void whatFailsThreeTimesWithinTenMinutesIsInACrashLoop() {
        rig.start().child("a").fails(new Exception());
        rig.advance(Duration.ofMinutes(4));
        rig.actor("root.a").fails(new Exception());
        rig.advance(Duration.ofMinutes(4));
        assertThat(rig.node("root.a").crashLooping()).isFalse();
        rig.actor("root.a").fails(new Exception());

        assertThat(rig.node("root.a").recentFailures()).isEqualTo(3);
        assertThat(rig.node("root.a").crashLooping()).isTrue();
        assertThat(rig.journal.read(JournalQuery.only("root.a"))).extracting(LogEntry::message)
                .anyMatch(message -> message.startsWith("failed (a crash loop: 3 failures within 10 minutes), restarts in "));

        rig.advance(Duration.ofMinutes(2));
        assertThat(rig.node("root.a").recentFailures()).as("the first is 10 minutes old").isEqualTo(2);
    }

    @Test
    void backoffIsJittered() {
        List<Instant> starts = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            try (Rig jittered = new Rig(Rig.SETTINGS, new SplittableRandom(seed))) {
                jittered.start().fails(new Exception());
                starts.add(jittered.node("root").nextStart().orElseThrow());
            }
        }

        assertThat(starts).allMatch(start -> !start.isBefore(START.plusMillis(500)) && start.isBefore(START.plusMillis(1_500)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aParentsFailureCutsAChildsBackoffShort() {
        Actor parent = rig.start().child("p");
        parent.child("c");
        for (int i = 0; i < 4; i++) {
            rig.actor("root.p.c").fails(new Exception());
            rig.advanceMillis(i < 3 ? 8_000 : 0);
        }
        assertThat(rig.node("root.p.c").nextStart()).contains(rig.clock.now().plusSeconds(8));

        parent.fails(new Exception());
        assertThat(rig.state("root.p.c")).isEqualTo(DEAD);
        assertThat(rig.node("root.p.c").nextStart()).isEmpty();

        rig.advanceMillis(1_000);
        assertThat(rig.running()).containsExactly("root", "root.p");
        assertThat(rig.clock.scheduled()).isZero();
    }

    // DONE

    @Test
    void doneIsEnteredOnReturnAndChildrenGoOn() {
        Actor a = rig.start().child("a");
        a.child("below");
        a.healthy().done();
        assertThat(rig.state("root.a")).isEqualTo(HEALTHY);

        a.returns();
        assertThat(rig.state("root.a")).isEqualTo(DONE);
        assertThat(rig.running()).containsExactly("root", "root.a.below");
        assertThat(a.callbacks).isEmpty();

        rig.actor("root.a.below").fails(new Exception());
        rig.advanceMillis(1_000);
        assertThat(rig.running()).containsExactly("root", "root.a.below");
    }

    @Test
    void aNodeDoesNotRestartBetweenDoneAndItsReturn() {
        rig.start().group("a", "b");
        Actor b = rig.actor("root.b").stubborn();
        b.healthy().done();

        rig.actor("root.a").fails(new Exception());
        rig.advanceMillis(2_000);
        assertThat(rig.state("root.b")).isEqualTo(HEALTHY);
        assertThat(rig.running()).containsExactly("root", "root.b");

        b.returns();
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
        assertThat(rig.state("root.b")).isEqualTo(NEW);
        // listeners are told on a thread of their own
        await().untilAsserted(
                () -> assertThat(List.copyOf(rig.transitions)).filteredOn(each -> each.dn().equals("root.b"))
                        .extracting(Transition::to).containsExactly(NEW, HEALTHY, CANCELED, NEW));
    }

    @Test
    void aDoneNodeWithChildrenRestartsWhenASiblingDies() {
        rig.start().group("a", "b");
        Actor b = rig.actor("root.b");
        b.child("below");
        b.healthy().done().returns();

        rig.actor("root.a").fails(new Exception());
        assertThat(rig.running()).containsExactly("root");
        assertThat(rig.state("root.b")).isEqualTo(DONE);
        assertThat(rig.state("root.b.below")).isEqualTo(CANCELED);

        rig.advanceMillis(1_000);
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
        assertThat(rig.state("root.b")).isEqualTo(NEW);
        assertThat(rig.supervisor.snapshot()).hasSize(3);
    }

    @Test
    void throwingAfterDoneIsAFailure() {
        rig.start().child("a").healthy().done().fails(new Exception("late"));

        assertThat(rig.state("root.a")).isEqualTo(DEAD);
    }

    // Signals and handles

    @Test
    void signalsInTheWrongOrderFailTheirNodeAndNobodyElse() {
        rig.start().child("other");
        for (String wrong : List.of("done first", "healthy twice", "done twice")) {
            String name = wrong.replace(' ', '_');
            Actor actor = rig.actor("root").child(name);
            if (!wrong.equals("done first")) {
                actor.healthy();
            }
            if (wrong.equals("done twice")) {
                actor.done();
            }
            Optional<Throwable> thrown = actor
                    .does(wrong.equals("healthy twice") ? NodeHandle::signalHealthy : NodeHandle::signalDone);

            assertThat(thrown).get().isInstanceOf(IllegalStateException.class).extracting(Throwable::getMessage).asString()
                    .contains("root." + name);
            assertThat(rig.state("root." + name)).isEqualTo(DEAD);
            assertThat(rig.node("root." + name).lastFailure().orElseThrow().cause()).isSameAs(thrown.get());
            assertThat(rig.findActor("root." + name)).describedAs("cancelled, and ended").isEmpty();
        }
        assertThat(rig.running()).containsExactly("root", "root.other");
        rig.advanceMillis(1_000);
        assertThat(rig.running()).hasSize(5);
    }

    @Test
    void aNodeThatBrokeTheRulesDoesNotRestartOnTopOfItself() {
        Actor a = rig.start().child("a").stubborn();
        assertThat(a.does(NodeHandle::signalDone)).isPresent();
        assertThat(a.does(NodeHandle::signalHealthy)).isPresent();
        rig.advanceMillis(10_000);
        assertThat(rig.state("root.a")).isEqualTo(DEAD);
        assertThat(rig.findActor("root.a")).contains(a);

        a.yields();
        assertThat(rig.state("root.a")).isEqualTo(NEW);
        assertThat(rig.findActor("root.a").orElseThrow()).isNotSameAs(a);
    }

    @Test
    void aHandleOfAnEarlierIncarnationThrowsAndTouchesNothing() {
        NodeHandle old = rig.start().child("a").handle;
        rig.actor("root.a").fails(new Exception());

        for (String moment : List.of("while it waits", "after the restart")) {
            List<NodeSnapshot> before = rig.supervisor.snapshot();
            for (ThrowingCall call : List.<ThrowingCall> of(NodeHandle::signalHealthy, NodeHandle::signalDone,
                    handle -> handle.run("x", node -> {
                    }), handle -> handle.runGroup(Map.of("x", node -> {
                    })), NodeHandle::isCancelled, handle -> handle.onCancel(() -> {
                    }), NodeHandle::awaitCancellation, NodeHandle::logger, handle -> handle.logger("x"))) {
                assertThatThrownBy(() -> call.on(old)).describedAs(moment).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("root.a");
            }
            assertThat(old.dn()).isEqualTo("root.a");
            assertThat(rig.supervisor.snapshot()).isEqualTo(before);
            rig.advanceMillis(1_000);
        }
        rig.actor("root.a").healthy();
    }

    private interface ThrowingCall {
        void on(NodeHandle handle) throws Exception;
    }

    @Test
    void childrenStartOnlyWhileTheirParentIsNew() {
        Actor a = rig.start().child("a").healthy();

        assertThat(a.tryGroup(List.of("late"))).get().isInstanceOf(IllegalStateException.class)
                .extracting(Throwable::getMessage)
                .asString().contains("root.a", "HEALTHY");
        assertThat(rig.state("root.a")).isEqualTo(HEALTHY);
    }

    @Test
    void aCancelledNodeStartsNoChildren() {
        rig.start().group("a", "b");
        Actor b = rig.actor("root.b").stubborn();
        rig.actor("root.a").fails(new Exception());

        assertThat(b.tryGroup(List.of("late"))).get().isInstanceOf(IllegalStateException.class);
        assertThat(b.does(NodeHandle::signalHealthy)).isEmpty();
        assertThat(b.does(NodeHandle::signalHealthy)).get().isInstanceOf(IllegalStateException.class);
        b.returns();
        assertThat(rig.state("root.b")).describedAs("it had to end anyway").isEqualTo(CANCELED);
    }

    // Names

    @Test
    void namesAreChecked() {
        Actor root = rig.start();
        for (String name : Arrays.asList("", "a.b", "A", "a-b", "x".repeat(65), "a\n", " a", null)) {
            assertThat(root.tryGroup(Arrays.asList("fine", name))).describedAs("%s", name).get()
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(root.does(node -> node.logger(name))).describedAs("%s", name).get()
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(root.tryGroup(List.of())).get().isInstanceOf(IllegalArgumentException.class);
        assertThat(root.does(node -> node.run("a", null))).get().isInstanceOf(NullPointerException.class);
        assertThat(rig.supervisor.snapshot()).hasSize(1);
        root.group("fine", "x".repeat(64), "_0");
    }

    @Test
    void namesOfChildrenAndSubLoggersCollideBothWays() {
        Actor root = rig.start();
        assertThat(root.does(node -> {
            node.logger("log").infof("hello");
            node.logger("log");
        })).isEmpty();
        assertThat(rig.log("root.log")).extracting(LogEntry::message).containsExactly("hello");
        root.child("a");

        assertThat(root.tryGroup(List.of("b", "log"))).get().isInstanceOf(IllegalArgumentException.class)
                .extracting(Throwable::getMessage).asString().contains("log", "sub-logger", "root");
        assertThat(root.tryGroup(List.of("b", "a"))).get().isInstanceOf(IllegalArgumentException.class)
                .extracting(Throwable::getMessage).asString().contains("child");
        assertThat(root.does(node -> node.logger("a"))).get().isInstanceOf(IllegalArgumentException.class);
        assertThat(rig.running()).describedAs("no child of a refused group has started").containsExactly("root", "root.a");

        root.fails(new Exception());
        rig.advanceMillis(1_000);
        rig.actor("root").group("log");
    }

    // Cancellation

    @Test
    void cancellationRunsCallbacksOnceInReverseOrderBeforeTheInterrupt() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Supervisor supervisor = supervisor();
        supervisor.start(node -> {
            node.run("b", handle -> {
                handle.onCancel(() -> order.add("1 " + handle.isCancelled()));
                handle.onCancel(() -> {
                    throw new IllegalStateException("broken callback");
                });
                NodeHandle.Registration closed = handle.onCancel(() -> order.add("closed"));
                handle.onCancel(() -> order.add("2"));
                closed.close();
                handle.signalHealthy();
                try {
                    handle.awaitCancellation();
                } catch (InterruptedException e) {
                    order.add("interrupted");
                }
                handle.onCancel(() -> order.add("late, on " + Thread.currentThread().getName()));
                order.add("clean up " + Thread.currentThread().isInterrupted());
            });
            node.signalHealthy();
            node.awaitCancellation();
        });
        await().until(() -> states(supervisor).equals(List.of("root HEALTHY", "root.b HEALTHY")));

        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();

        assertThat(order).containsExactly("2", "1 true", "interrupted", "late, on root.b", "clean up false");
        assertThat(rig.log("root.b")).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(Logger.Level.WARN);
            assertThat(entry.thrown()).hasMessage("broken callback");
        });
        assertThat(states(supervisor)).containsExactly("root CANCELED", "root.b CANCELED");
    }

    @Test
    void aRunnableThatWaitsForItsCancellationAfterTheInterruptIsReleased() {
        CountDownLatch swallowed = new CountDownLatch(1);
        Threads.Factory source = (name, task) -> new Thread(task, name) {
            @Override
            public void interrupt() {
                super.interrupt();
                awaitUninterruptibly(swallowed);
                await().until(() -> getState() == State.WAITING);
            }
        };
        Supervisor supervisor = new Supervisor(Rig.SETTINGS, rig.journal, rig.clock, Rig.MIDDLE,
                new Threads(source, Threads::platform));
        supervisors.add(supervisor);
        supervisor.start(root -> {
            root.signalHealthy();
            try {
                root.awaitCancellation();
            } catch (InterruptedException e) {
                swallowed.countDown();
            }
            root.awaitCancellation();
        });
        await().until(() -> states(supervisor).equals(List.of("root HEALTHY")));

        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
    }

    @Test
    void aReturnOrThrowAfterCancellationIsNoFailure() {
        rig.start().group("a", "returns", "throws", "errs");
        Actor returns = rig.actor("root.returns").stubborn();
        Actor throwing = rig.actor("root.throws").stubborn();
        Actor errs = rig.actor("root.errs").stubborn();
        rig.actor("root.a").fails(new Exception());

        returns.returns();
        throwing.fails(new Exception("torn down"));
        assertThat(rig.log("root.throws")).singleElement().extracting(LogEntry::level).isEqualTo(Logger.Level.DEBUG);
        errs.fails(new OutOfMemoryError("not swallowed"));

        await().untilAsserted(() -> assertThat(List.copyOf(rig.transitions)).filteredOn(each -> each.to() == DEAD)
                .extracting(Transition::dn).containsExactly("root.a"));
        assertThat(rig.state("root.returns")).isEqualTo(CANCELED);
        assertThat(rig.state("root.errs")).isEqualTo(CANCELED);
        assertThat(rig.log("root.errs")).singleElement().extracting(LogEntry::level).isEqualTo(Logger.Level.ERROR);
        rig.advanceMillis(1_000);
        assertThat(rig.running()).hasSize(5);
    }

    @Test
    void aNodeDoesNotRestartWhileACancelCallbackRuns() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inCallback = new CountDownLatch(1);
        // Awaitility would wait on although its thread is interrupted
        Semaphore healthy = new Semaphore(0);
        Supervisor supervisor = supervisor();
        supervisor.start(node -> {
            node.runGroup(Map.of("b", handle -> {
                handle.onCancel(() -> {
                    inCallback.countDown();
                    awaitUninterruptibly(gate);
                });
                handle.signalHealthy();
                healthy.release();
                handle.awaitCancellation();
            }, "c", handle -> {
                healthy.acquire();
                throw new Exception();
            }));
            node.awaitCancellation();
        });
        inCallback.await();
        clockOnly(3_000);

        await().until(() -> supervisor.stuck().size() == 1);
        assertThat(supervisor.stuck()).singleElement().satisfies(stuck -> {
            assertThat(stuck.dn()).isEqualTo("root.b");
            assertThat(stuck.stack()).anyMatch(line -> line.contains("awaitUninterruptibly"));
        });
        await().until(() -> states(supervisor).contains("root.b CANCELED"));
        assertThat(find(supervisor, "root.b").orElseThrow().restarts()).isZero();

        gate.countDown();
        await().until(() -> find(supervisor, "root.b").orElseThrow().restarts() == 1);
        assertThat(supervisor.stuck()).isEmpty();
    }

    @Test
    void aRunnableThatIgnoresCancellationIsReportedWithItsStack() {
        rig.start().group("a", "b");
        Actor b = rig.actor("root.b").stubborn();
        rig.actor("root.a").fails(new Exception());

        rig.advanceMillis(2_999);
        assertThat(rig.supervisor.stuck()).isEmpty();
        rig.advanceMillis(1);

        assertThat(rig.supervisor.stuck()).singleElement().satisfies(stuck -> {
            assertThat(stuck.dn()).isEqualTo("root.b");
            assertThat(stuck.cancelledAt()).isEqualTo(START);
            assertThat(stuck.stack()).anyMatch(line -> line.contains("Rig$Actor.next"));
        });
        assertThat(rig.log("root.b")).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(Logger.Level.WARN);
            assertThat(entry.message()).contains("Rig$Actor.next");
        });
        assertThat(rig.state("root.b")).isEqualTo(NEW);

        b.yields();
        assertThat(rig.supervisor.stuck()).isEmpty();
        assertThat(rig.running()).containsExactly("root", "root.a", "root.b");
    }

    @Test
    void aBusyLoopThatIgnoresCancellationDoesNotStopTheOthers() {
        AtomicReference<Boolean> stop = new AtomicReference<>(false);
        Supervisor supervisor = supervisor();
        supervisor.start(node -> {
            node.runGroup(Map.of("busy", handle -> {
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            }, "fails", handle -> {
                handle.signalDone();
            }));
            node.run("other", handle -> {
                handle.signalHealthy();
                throw new Exception("again");
            });
            node.awaitCancellation();
        });
        await().until(() -> states(supervisor).containsAll(List.of("root.fails DEAD", "root.other DEAD")));
        clockOnly(3_000);

        await().until(() -> find(supervisor, "root.other").orElseThrow().restarts() >= 1);
        assertThat(supervisor.stuck()).extracting(StuckRunnable::dn).containsExactly("root.busy");
        assertThat(supervisor.stuck().get(0).stack()).anyMatch(line -> line.contains("SupervisorTest"));
        assertThat(supervisor.isResponsive(Duration.ofSeconds(5))).isTrue();

        stop.set(true);
    }

    private static Optional<NodeSnapshot> find(Supervisor supervisor, String dn) {
        return supervisor.snapshot().stream().filter(each -> each.dn().equals(dn)).findFirst();
    }

    @Test
    void aFloodOfChildrenDoesNotStopTheOthers() {
        Actor root = rig.start();
        root.child("other");
        Actor flood = root.child("flood");
        for (int i = 0; i < 500; i++) {
            flood.group("c" + i);
        }
        flood.fails(new Exception());

        assertThat(rig.running()).containsExactly("root", "root.other");
        rig.actor("root.other").healthy();
        rig.advanceMillis(1_000);
        assertThat(rig.running()).containsExactly("root", "root.flood", "root.other");
    }

    // Shutdown

    @Test
    void shutdownStopsEverythingAndIsIdempotent() {
        rig.start().group("a", "b");
        rig.actor("root.a").child("below");
        rig.actor("root.b").fails(new Exception());

        assertThat(rig.supervisor.shutdown(Duration.ofMillis(-1))).isNotNull();
        rig.settle();
        assertThat(rig.supervisor.shutdown(Duration.ofDays(1))).isEmpty();
        assertThat(rig.running()).isEmpty();
        assertThat(rig.state("root")).isEqualTo(CANCELED);
        assertThat(rig.state("root.b")).isEqualTo(DEAD);
        assertThat(rig.node("root.b").nextStart()).isEmpty();
        assertThat(rig.clock.scheduled()).describedAs("pending timers").isZero();

        rig.advance(Duration.ofDays(1));
        assertThat(rig.running()).isEmpty();
        assertThatThrownBy(() -> rig.supervisor.start(node -> {
        })).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shutdownEndsAndNamesWhatIgnoresIt() throws Exception {
        rig.start().group("a", "b");
        rig.actor("root.a").stubborn();
        rig.actor("root.a").child("below").stubborn();
        AtomicReference<List<String>> left = new AtomicReference<>();

        Thread shutdown = new Thread(() -> left.set(rig.supervisor.shutdown(Duration.ofSeconds(10))));
        shutdown.start();
        await().until(() -> rig.running().equals(List.of("root.a", "root.a.below")) && rig.clock.scheduled() == 3);
        rig.advanceMillis(9_999);
        assertThat(left).hasNullValue();
        rig.advanceMillis(1);
        shutdown.join();

        assertThat(left.get()).containsExactly("root.a", "root.a.below");
        assertThat(rig.log("root.a.below")).last().satisfies(entry -> assertThat(entry.message()).contains("Rig$Actor.next"));
        rig.actor("root.a.below").yields();
        assertThat(rig.supervisor.shutdown(Duration.ZERO)).containsExactly("root.a");
    }

    @Test
    void shutdownBeforeTheStartEnds() {
        Supervisor idle = new Supervisor(SupervisorSettings.defaults(), rig.journal, new SystemClock());

        assertThat(idle.snapshot()).isEmpty();
        assertThat(idle.shutdown(Duration.ofDays(1))).isEmpty();
    }

    // Observation

    @Test
    void listenersSeeEveryChangeInOrder() {
        rig.start().group("a");
        rig.actor("root.a").healthy().fails(new Exception("x"));
        rig.advanceMillis(1_000);
        await().until(() -> rig.transitions.size() >= 5);

        Failure failure = rig.node("root.a").lastFailure().orElseThrow();
        assertThat(rig.transitions).containsExactly(new Transition("root", NEW, NEW, START, Optional.empty()),
                new Transition("root.a", NEW, NEW, START, Optional.empty()),
                new Transition("root.a", NEW, HEALTHY, START, Optional.empty()),
                new Transition("root.a", HEALTHY, DEAD, START, Optional.of(failure)),
                new Transition("root.a", DEAD, NEW, START.plusSeconds(1), Optional.empty()));
    }

    @Test
    void aListenerThatThrowsOrBlocksStopsNobody() {
        CountDownLatch gate = new CountDownLatch(1);
        List<Transition> seen = Collections.synchronizedList(new ArrayList<>());
        rig.supervisor.addListener(transition -> awaitUninterruptibly(gate));
        rig.supervisor.addListener(transition -> {
            seen.add(transition);
            throw new IllegalStateException("broken listener");
        });
        NodeHandle.Registration ended = rig.supervisor.addListener(seen::add);
        ended.close();

        rig.start().healthy();

        await().until(() -> seen.size() == 2);
        assertThat(rig.state("root")).isEqualTo(HEALTHY);
        assertThat(rig.supervisor.isResponsive(Duration.ofSeconds(5))).isTrue();
        gate.countDown();
    }

    @Test
    void stateChangesAreSerialised() throws Exception {
        Actor root = rig.start();
        Actor a = root.child("a");
        int callers = 8;
        CyclicBarrier barrier = new CyclicBarrier(callers);
        List<String> results = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(() -> {
                try {
                    barrier.await();
                    a.handle.signalHealthy();
                    results.add("fine");
                } catch (IllegalStateException e) {
                    results.add("refused");
                } catch (Exception e) {
                    results.add(e.toString());
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        rig.settle();

        assertThat(results).hasSize(callers).containsOnlyOnce("fine").contains("refused");
        assertThat(rig.state("root.a")).isEqualTo(DEAD);
    }

    @Test
    void runnablesGetTheNameAndTheClassLoaderOfTheApplication() {
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {
        };
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(loader);
        try {
            rig.start();
        } finally {
            current.setContextClassLoader(before);
        }
        rig.actor("root").fails(new Exception());
        rig.advanceMillis(1_000);
        AtomicReference<String> name = new AtomicReference<>();
        AtomicReference<ClassLoader> found = new AtomicReference<>();
        rig.actor("root").child("a").does(node -> {
            name.set(Thread.currentThread().getName());
            found.set(Thread.currentThread().getContextClassLoader());
        });

        assertThat(name).hasValue("root.a");
        assertThat(found).hasValue(loader);
    }

    @Test
    void worksOnTheSystemsClock() {
        SupervisorSettings quick = new SupervisorSettings(Duration.ofMillis(1), 1.5, 0.5, Duration.ofMillis(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(50));
        Supervisor supervisor = new Supervisor(quick, rig.journal, new SystemClock());
        supervisor.start(node -> {
            node.run("a", handle -> {
                throw new Exception("again");
            });
            node.signalHealthy();
            node.awaitCancellation();
        });
        await().until(() -> find(supervisor, "root.a").filter(each -> each.restarts() > 5).isPresent());

        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        assertThat(rig.journal.read(JournalQuery.only("root.a"))).isNotEmpty();
    }

    @Test
    void settingsNameTheWrongValue() {
        assertThatThrownBy(() -> new SupervisorSettings(Duration.ZERO, 1.5, 0.5, Duration.ofSeconds(1), Duration.ZERO,
                Duration.ofSeconds(1))).hasMessageContaining("initial-backoff");
        assertThatThrownBy(() -> new SupervisorSettings(Duration.ofSeconds(2), 1.5, 0.5, Duration.ofSeconds(1), Duration.ZERO,
                Duration.ofSeconds(1))).hasMessageContaining("max-backoff");
    }

    /** Moves the time without waiting for threads that the test holds up. */
    private void clockOnly(long millis) {
        rig.clock.advance(Duration.ofMillis(millis), () -> {
        });
    }
}
