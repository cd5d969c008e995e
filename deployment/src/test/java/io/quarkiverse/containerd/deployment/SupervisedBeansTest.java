package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.daemon.SupervisedBean;
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
        assertThat(supervised.beans()).extracting(SupervisedBean::name, SupervisedBean::group).containsExactly(
                tuple("beat", "heart"), tuple("plain_bean", ""), tuple("second", "heart"));
    }

    @Test
    void runsThem() throws Exception {
        for (SupervisedBean bean : supervised.beans()) {
            bean.runnable().run(null);
        }
        assertThat(PlainBean.ran).isTrue();
        assertThat(Named.ran).isTrue();
        assertThat(Methods.ran).isTrue();
    }

    @ApplicationScoped
    static class PlainBean implements SupervisedRunnable {
        static volatile boolean ran;

        @Override
        public void run(NodeHandle node) {
            ran = true;
        }
    }

    @Supervised(name = "second", group = "heart")
    static class Named implements SupervisedRunnable {
        static volatile boolean ran;

        @Override
        public void run(NodeHandle node) {
            ran = true;
        }
    }

    static class Methods {
        static volatile boolean ran;

        @Supervised(group = "heart")
        void beat(NodeHandle node) {
            ran = true;
        }
    }
}
