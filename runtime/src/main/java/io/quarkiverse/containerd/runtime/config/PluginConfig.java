package io.quarkiverse.containerd.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** containerd's plugins besides CRI. */
public interface PluginConfig {

    /** When content that nothing refers to is collected. */
    Gc gc();

    /** containerd's metadata database. */
    Bolt bolt();

    /** Programs that are installed from images. */
    Opt opt();

    /** The monitor that restarts containers outside of Kubernetes. */
    Restart restart();

    /** The tasks that containers run as. */
    Tasks tasks();

    /** How layers are unpacked and made. */
    Diff diff();

    /** The transfer service, which moves images. */
    Transfer transfer();

    /** Traces by OpenTelemetry. */
    Tracing tracing();

    /** The Node Resource Interface. */
    Nri nri();

    /** The overlayfs snapshotter. */
    Overlayfs overlayfs();

    /** Programs that decide which images may be pulled. */
    ImageVerifier imageVerifier();

    /** The first runtime plugin, {@code io.containerd.runtime.v1.linux}; containerd 1.x only. */
    RuntimeV1 runtimeV1();

    /** When content that nothing refers to is collected. */
    @ConfigGroup
    interface Gc {

        /**
         * What part of the time the collector may hold the database, from 0 to 0.5.
         */
        @ConfigDocDefault("0.02")
        OptionalDouble pauseThreshold();

        /**
         * After how many deletions it collects; 0 means that deletions alone do not start it.
         */
        @ConfigDocDefault("0")
        OptionalInt deletionThreshold();

        /**
         * After how many changes of the database it collects, if something was deleted; 0 means that changes do not start it.
         */
        @ConfigDocDefault("100")
        OptionalInt mutationThreshold();

        /**
         * How long it waits between being started and collecting.
         */
        @ConfigDocDefault("0s")
        Optional<Duration> scheduleDelay();

        /**
         * How long after containerd's start it collects for the first time.
         */
        @ConfigDocDefault("100ms")
        Optional<Duration> startupDelay();
    }

    /** containerd's metadata database. */
    @ConfigGroup
    interface Bolt {

        /**
         * Whether a containerd namespace gets content that another one has already, without bringing it itself.
         */
        @ConfigDocDefault("shared")
        Optional<SharingPolicy> contentSharingPolicy();

        /**
         * Whether the database is not synchronised to the disk; a power failure may destroy it.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> noSync();

        /** Who gets content that is there already. */
        enum SharingPolicy {
            /** Every namespace that names its digest. */
            SHARED,
            /** Only a namespace that brings it itself. */
            ISOLATED
        }
    }

    /** Programs that are installed from images. */
    @ConfigGroup
    interface Opt {

        /**
         * The directory whose {@code bin} and {@code lib} containerd makes at its start and looks for programs and libraries
         * in.
         */
        @ConfigDocDefault("/opt/containerd")
        Optional<Path> path();
    }

    /** The monitor that restarts containers outside of Kubernetes. */
    @ConfigGroup
    interface Restart {

        /**
         * How often it looks for containers to restart.
         */
        @ConfigDocDefault("10s")
        Optional<Duration> interval();
    }

    /** The tasks that containers run as. */
    @ConfigGroup
    interface Tasks {

        /**
         * The platforms of the containers that can run.
         */
        @ConfigDocDefault("the machine's")
        Optional<List<String>> platforms();

        /**
         * Whether the shims ask the kernel for core scheduling.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> schedCore();

        /**
         * Further environment variables of the shims.
         */
        @ConfigDocMapKey("variable")
        Map<String, String> shimEnvironment();

        /**
         * The file that configures Intel RDT.
         */
        Optional<Path> rdtConfigFile();

        /**
         * The file that configures block I/O control.
         */
        Optional<Path> blockioConfigFile();
    }

    /** How layers are unpacked and made. */
    @ConfigGroup
    interface Diff {

        /**
         * The differs that are tried, in order.
         */
        @ConfigDocDefault("walking")
        Optional<List<String>> defaultOrder();

        /**
         * Whether the file system is synchronised after a layer was unpacked.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> syncFs();
    }

    /** The transfer service, which moves images. */
    @ConfigGroup
    interface Transfer {

        /**
         * How many layers are downloaded at once by clients of the transfer service; since containerd 2.1 the CRI plugin is
         * one.
         */
        @ConfigDocDefault("3")
        OptionalInt maxConcurrentDownloads();

        /**
         * How many layers are uploaded at once.
         */
        @ConfigDocDefault("3")
        OptionalInt maxConcurrentUploadedLayers();

        /**
         * How many layers are unpacked at once.
         */
        @ConfigDocDefault("1")
        OptionalInt maxConcurrentUnpacks();

        /**
         * How much of a layer is fetched by one of several parallel requests; 0 fetches a layer by one request.
         */
        @ConfigDocDefault("0")
        Optional<MemorySize> concurrentLayerFetchBuffer();

        /**
         * Whether only images of the configured platforms are unpacked.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> checkPlatformSupported();
    }

    /** Traces by OpenTelemetry. */
    @ConfigGroup
    interface Tracing {

        /**
         * The collector, such as {@code http://127.0.0.1:4318}; without it there are no traces.
         */
        Optional<URI> endpoint();

        /**
         * What is spoken with the collector.
         */
        @ConfigDocDefault("http-protobuf")
        Optional<Protocol> protocol();

        /**
         * What part of the traces is kept, from 0 to 1.
         */
        @ConfigDocDefault("1")
        OptionalDouble samplingRatio();

        /**
         * The name that containerd has in the traces.
         */
        @ConfigDocDefault("containerd")
        Optional<String> serviceName();

        /** A protocol of OpenTelemetry's collectors. */
        enum Protocol {
            /** Protocol buffers over HTTP. */
            HTTP_PROTOBUF("http/protobuf"),
            /** gRPC. */
            GRPC("grpc");

            private final String label;

            Protocol(String label) {
                this.label = label;
            }

            /** OpenTelemetry's name of the protocol. */
            public String label() {
                return label;
            }
        }
    }

    /** The Node Resource Interface. */
    @ConfigGroup
    interface Nri {

        /**
         * Whether NRI plugins may change containers.
         */
        @WithDefault("false")
        boolean enabled();

        /**
         * The unix socket that plugins register on.
         */
        @ConfigDocDefault("/var/run/nri/nri.sock")
        Optional<Path> socketPath();

        /**
         * The directory of the plugins that containerd starts.
         */
        @ConfigDocDefault("/opt/nri/plugins")
        Optional<Path> pluginPath();

        /**
         * The directory of the plugins' configurations.
         */
        @ConfigDocDefault("/etc/nri/conf.d")
        Optional<Path> pluginConfigPath();

        /**
         * How long a plugin may take to register.
         */
        @ConfigDocDefault("5s")
        Optional<Duration> pluginRegistrationTimeout();

        /**
         * How long a plugin may take to answer.
         */
        @ConfigDocDefault("2s")
        Optional<Duration> pluginRequestTimeout();

        /**
         * Whether only the plugins that containerd starts are allowed.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> disableConnections();

        /** What plugins may not change. */
        DefaultValidator defaultValidator();
    }

    /** The validator that containerd has built in: it refuses containers that NRI plugins have changed in certain ways. */
    @ConfigGroup
    interface DefaultValidator {

        /**
         * Whether it looks at what NRI plugins change.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> enabled();

        /**
         * Whether plugins may not change OCI hooks.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectOciHookAdjustment();

        /**
         * Whether plugins may not change the runtime's default seccomp profile.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectRuntimeDefaultSeccompAdjustment();

        /**
         * Whether plugins may not give a seccomp profile to a container that has none.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectUnconfinedSeccompAdjustment();

        /**
         * Whether plugins may not change a seccomp profile of the pod's own.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectCustomSeccompAdjustment();

        /**
         * Whether plugins may not change the namespaces of a container.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectNamespaceAdjustment();

        /**
         * Whether plugins may not change sysctls.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> rejectSysctlAdjustment();

        /**
         * The plugins without which no container is created; static pods too need them, or the annotation.
         */
        Optional<List<String>> requiredPlugins();

        /**
         * The annotation by which a pod does without required plugins.
         */
        Optional<String> tolerateMissingPluginsAnnotation();
    }

    /** The overlayfs snapshotter. */
    @ConfigGroup
    interface Overlayfs {

        /**
         * The directory of the snapshots.
         */
        @ConfigDocDefault("a directory in containerd's root")
        Optional<Path> rootPath();

        /**
         * Whether a snapshot tells its upper directory in a label.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> upperdirLabel();

        /**
         * Whether a snapshot is removed from the disk at once instead of by the collector.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> syncRemove();

        /**
         * Whether files may be copied for user namespaces where the kernel cannot map their owners.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> slowChown();

        /**
         * Further options of the overlay mounts.
         */
        Optional<List<String>> mountOptions();
    }

    /** Programs that decide which images may be pulled. */
    @ConfigGroup
    interface ImageVerifier {

        /**
         * The directory of the programs.
         */
        @ConfigDocDefault("/opt/containerd/image-verifier/bin")
        Optional<Path> binDir();

        /**
         * How many of them are asked; -1 means all.
         */
        @ConfigDocDefault("10")
        OptionalInt maxVerifiers();

        /**
         * How long each may take.
         */
        @ConfigDocDefault("10s")
        Optional<Duration> perVerifierTimeout();
    }

    /** The first runtime plugin. */
    @ConfigGroup
    interface RuntimeV1 {

        /**
         * The shim's program.
         */
        @ConfigDocDefault("containerd-shim")
        Optional<String> shim();

        /**
         * The OCI runtime's program.
         */
        @ConfigDocDefault("runc")
        Optional<String> runtime();

        /**
         * The directory of the OCI runtime's state.
         */
        Optional<Path> runtimeRoot();

        /**
         * Whether containers run without a shim, so that they end with containerd.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> noShim();

        /**
         * Whether the shims write a debug log.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> shimDebug();
    }
}
