package io.quarkiverse.containerd.testing;

import java.util.Optional;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;

/** Gives each test of a {@code @QuarkusTest} the containerd that it wants. Public because Quarkus makes it as a service. */
public final class QuarkusTestCallback implements QuarkusTestBeforeEachCallback, QuarkusTestAfterEachCallback {

    private final FreshTests fresh = new FreshTests();

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        if (fresh.begin(context.getTestInstance().getClass(), context.getTestMethod())) {
            daemon().orElseThrow(() -> new IllegalStateException("@FreshContainerd needs a @QuarkusTest")).reset();
        }
    }

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        daemon().ifPresent(TestDaemon::afterTest);
    }

    /** Empty in tests of a packaged application, whose beans are those of another process. */
    private static Optional<TestDaemon> daemon() {
        return Optional.ofNullable(Arc.container()).filter(ArcContainer::isRunning)
                .map(container -> container.instance(TestDaemon.class).get());
    }
}
