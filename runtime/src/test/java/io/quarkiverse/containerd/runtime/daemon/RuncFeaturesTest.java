package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import io.grpc.Status;
import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriHandlerFeatures;

class RuncFeaturesTest {

    private static final CriHandlerFeatures NONE = new CriHandlerFeatures(false, false);
    private static final CriHandlerFeatures ALL = new CriHandlerFeatures(true, true);

    private final TestNode node = new TestNode();

    @Test
    void anOldRuncIsToldOnce() {
        RuncFeatures features = new RuncFeatures(() -> Map.of("", ALL, "runc", NONE));

        features.tell(node.logger());
        features.tell(node.logger());

        assertThat(node.logged(Logger.Level.INFO)).singleElement().asString().contains("hostUsers: false", "runc 1.2");
    }

    @Test
    void whatRuncCanOrContainerdDoesNotTellIsNotNews() {
        for (Map<String, CriHandlerFeatures> handlers : List.of(Map.<String, CriHandlerFeatures> of(),
                Map.of("runc", ALL, "runsc", NONE), Map.of("", NONE, "runsc", NONE))) {
            new RuncFeatures(() -> handlers).tell(node.logger());
        }
        new RuncFeatures(() -> {
            throw new ContainerdException("RuntimeService.Status", Status.Code.UNIMPLEMENTED, "unknown service", null);
        }).tell(node.logger());

        assertThat(node.logged(Logger.Level.INFO)).isEmpty();
    }
}
