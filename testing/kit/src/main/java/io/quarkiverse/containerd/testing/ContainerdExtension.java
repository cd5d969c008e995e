package io.quarkiverse.containerd.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.ContainerdTest.Sharing;

/** Runs the classes of {@link ContainerdTest} once for each version. */
final class ContainerdExtension implements ClassTemplateInvocationContextProvider {

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        ContainerdTest test = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), ContainerdTest.class)
                .orElseThrow();
        Stream<Optional<DebianContainerd>> versions = test.versions().length == 0 ? Stream.of(Optional.empty())
                : Arrays.stream(test.versions()).map(Optional::of);
        return versions.map(version -> new OnVersion(version, test.sharing()));
    }

    /** A class on one version. */
    private record OnVersion(Optional<DebianContainerd> version, Sharing sharing) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return version.map(each -> "containerd " + each.name().substring(1).replace('_', '.')).orElse("containerd");
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Lifecycle(version, sharing));
        }
    }

    /** The containerd of a class on one version. */
    private static final class Lifecycle
            implements BeforeClassTemplateInvocationCallback, BeforeEachCallback, AfterEachCallback,
            AfterClassTemplateInvocationCallback, ParameterResolver {

        private final Optional<DebianContainerd> version;
        private final Sharing sharing;
        private Containerd containerd;

        Lifecycle(Optional<DebianContainerd> version, Sharing sharing) {
            this.version = version;
            this.sharing = sharing;
        }

        @Override
        public void beforeClassTemplateInvocation(ExtensionContext context) {
            Privileges.require(Privileges.obstacleToContainerd());
            if (sharing == Sharing.RUN) {
                containerd = SharedContainerds.get(version);
            }
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            current();
        }

        private Containerd current() {
            if (containerd == null) {
                containerd = new Containerd(version);
            }
            return containerd;
        }

        @Override
        public void afterEach(ExtensionContext context) {
            containerd.afterTest();
            if (sharing == Sharing.TEST) {
                end();
            }
        }

        @Override
        public void afterClassTemplateInvocation(ExtensionContext context) {
            if (sharing == Sharing.CLASS) {
                end();
            }
        }

        private void end() {
            if (containerd != null) {
                containerd.close();
                containerd = null;
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == Containerd.class || type == Pods.class || type == ContainerdClient.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == Containerd.class ? current() : type == Pods.class ? current().pods() : current().client();
        }
    }
}
