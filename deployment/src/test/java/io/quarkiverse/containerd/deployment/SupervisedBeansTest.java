package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.daemon.SupervisedBeans;
import io.quarkus.test.QuarkusUnitTest;

class SupervisedBeansTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(PlainBean.class, Named.class, Methods.class))
            .overrideConfigKey("quarkus.containerd.enabled", "false");

    @Inject
    SupervisedBeans supervised;

    @Test
    void findsBeansAndMethodsWithNamesAndGroups() {
        assertThat(supervised.all()).extracting(bean -> bean.place().dn(), bean -> bean.place().group()).containsExactly(
                tuple("root.beat", "heart"), tuple("root.second", "heart"), tuple("root.containerd.preseed", ""),
                tuple("root.containerd.preseed.socket", ""), tuple("root.containerd.pull", ""),
                tuple("root.containerd.watch", ""), tuple("root.plain_bean", ""),
                tuple("root.runsc", ""),
                tuple("root.containerd", ""));
    }

    @Test
    void runsThem() {
        await().atMost(Duration.ofMinutes(1)).until(() -> PlainBean.ran && Named.ran && Methods.ran);
    }

    @ApplicationScoped
    static class PlainBean implements SupervisedRunnable {
        static volatile boolean ran;

        @Override
        public void run(NodeHandle node) {
            ran = true;
            node.signalHealthy();
            node.signalDone();
        }
    }

    @Supervised(name = "second", group = "heart")
    static class Named implements SupervisedRunnable {
        static volatile boolean ran;

        @Override
        public void run(NodeHandle node) {
            ran = true;
            node.signalHealthy();
            node.signalDone();
        }
    }

    static class Methods {
        static volatile boolean ran;

        @Supervised(group = "heart")
        void beat(NodeHandle node) {
            ran = true;
            node.signalHealthy();
            node.signalDone();
        }
    }
}
