package io.quarkiverse.containerd.testing;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;

/** Gives each test of a {@code @QuarkusTest} the containerd that it wants. Public because Quarkus makes it as a service. */
public final class QuarkusTestCallback implements QuarkusTestBeforeEachCallback, QuarkusTestAfterEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        if (context.getTestMethod().isAnnotationPresent(FreshContainerd.class)
                || context.getTestInstance().getClass().isAnnotationPresent(FreshContainerd.class)) {
            Arc.container().instance(TestDaemon.class).get().reset();
        }
    }

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        ArcContainer container = Arc.container();
        // tests of a packaged application have no container, and tests that use no part of the kit have no such beans
        if (container != null && container.isRunning()) {
            container.listAll(TestDaemon.class).forEach(daemon -> daemon.get().afterTest());
        }
    }
}
