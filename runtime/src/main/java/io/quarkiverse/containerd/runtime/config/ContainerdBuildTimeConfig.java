package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keys that are fixed when the application is built. */
@ConfigMapping(prefix = "quarkus.containerd")
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
public interface ContainerdBuildTimeConfig {

    /** Dev Services. */
    DevServices devservices();

    /** Health checks. */
    Health health();

    /** Metrics. */
    Metrics metrics();

    /** Traces of the daemon. */
    Tracing tracing();

    /** Manifests, when the Kubernetes extension is present. */
    Kubernetes kubernetes();

    /** Dev Services: containerd for dev and test mode, without Docker. */
    interface DevServices {

        /**
         * Whether dev and test mode look for containerd, fetch the distribution's packages where it is missing, and move all
         * directories into the build directory. With {@code quarkus.containerd.executable} nothing is fetched, and directories
         * that are configured are not moved.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * The directory in which containerd gets its own directories; tests that run in several processes at once need
         * one each.
         */
        @ConfigDocDefault("the build directory")
        Optional<Path> directory();

        /**
         * The directory that keeps packages fetched for dev and test mode between builds.
         */
        @ConfigDocDefault("quarkus-containerd in the user's cache directory")
        Optional<Path> cacheDirectory();

        /**
         * The suite of the distribution, such as {@code trixie} or {@code sid}, whose containerd package is fetched and
         * run in dev and test mode instead of any other containerd. runc, runsc and the CNI plugins are not affected.
         */
        @ConfigDocDefault("the installed containerd, or that of the system's own suite")
        Optional<String> containerdSuite();
    }

    /** Health checks. */
    interface Health {

        /**
         * Whether the startup, readiness and liveness checks are published when the SmallRye Health extension is present.
         */
        @WithDefault("true")
        boolean enabled();
    }

    /** Metrics. */
    interface Metrics {

        /**
         * Whether metrics are published when a metrics extension, such as Micrometer, is present.
         */
        @WithDefault("true")
        boolean enabled();
    }

    /** Traces of the daemon. */
    interface Tracing {

        /**
         * Whether the daemon's start and its nodes' restarts are traced when the OpenTelemetry extension is present.
         */
        @WithDefault("true")
        boolean enabled();
    }

    /** Manifests, when the Kubernetes extension is present. */
    interface Kubernetes {

        /**
         * Whether RuntimeClasses for the runtime handlers are added to the generated manifests.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * Whether the manifests have the application's Deployment and Service, or what it is run by instead; a node daemon
         * runs on the node itself, not in a pod.
         */
        @WithDefault("false")
        boolean deployment();

        /**
         * The RuntimeClasses by runtime handler. Each handler that is known at build time has one without any key; a
         * handler that is configured on the nodes only gets one by a key of this map.
         */
        @ConfigDocMapKey("handler")
        Map<String, RuntimeClass> runtimeClasses();
    }

    /** The RuntimeClass of a runtime handler. */
    interface RuntimeClass {

        /**
         * Whether the handler has a RuntimeClass.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * The name by which pods ask for the handler.
         */
        @ConfigDocDefault("the handler's")
        Optional<String> name();

        /**
         * The resources that a pod's sandbox itself needs, such as {@code memory=120Mi}; the scheduler adds them to
         * each pod.
         */
        @ConfigDocMapKey("resource")
        Map<String, String> overhead();

        /**
         * The labels of the nodes that have the handler; pods of the RuntimeClass are scheduled there only.
         */
        @ConfigDocMapKey("label")
        Map<String, String> nodeSelector();
    }
}
