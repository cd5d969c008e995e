package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's server: its services, log and cgroup. */
public interface ServerConfig {

    /**
     * The directory of dynamically linked plugins; before containerd 2.1 only.
     */
    Optional<Path> pluginDir();

    /** containerd's ttRPC service, which the shims talk to. */
    Ttrpc ttrpc();

    /** containerd's log, and its debug service. */
    Debug debug();

    /** containerd's metrics for Prometheus. */
    Metrics metrics();

    /** containerd's own cgroup. */
    Cgroup cgroup();

    /**
     * Plugins that run in processes of their own, such as remote snapshotters.
     */
    @ConfigDocMapKey("plugin")
    Map<String, ProxyPlugin> proxyPlugins();

    /** containerd's gRPC service on a TCP address. */
    @ConfigGroup
    interface Tcp {

        /**
         * The address and port that the gRPC service listens on besides its socket, such as {@code 127.0.0.1:7845}. Without
         * a client CA everybody who reaches it is root on the node.
         */
        Optional<String> address();

        /**
         * The file of the certificate authority that clients' certificates must be signed by, in PEM.
         */
        Optional<Path> tlsCa();

        /**
         * The file of the service's certificate, in PEM.
         */
        Optional<Path> tlsCert();

        /**
         * The file of the certificate's private key, in PEM.
         */
        Optional<Path> tlsKey();

        /**
         * The common name that clients' certificates must have.
         */
        Optional<String> tlsCommonName();
    }

    /** containerd's ttRPC service. */
    @ConfigGroup
    interface Ttrpc {

        /**
         * The unix socket; its path must not be longer than 104 bytes.
         */
        @ConfigDocDefault("the gRPC socket's path with .ttrpc appended")
        Optional<Path> address();

        /**
         * The numeric owner of the socket.
         */
        @ConfigDocDefault("that of the gRPC socket")
        OptionalInt uid();

        /**
         * The numeric group of the socket.
         */
        @ConfigDocDefault("that of the gRPC socket")
        OptionalInt gid();
    }

    /** containerd's log, and its debug service. */
    @ConfigGroup
    interface Debug {

        /**
         * The unix socket of the debug service, which serves Go's profiles; its path must not be longer than 104 bytes.
         */
        @ConfigDocDefault("no debug service")
        Optional<Path> address();

        /**
         * The numeric owner of the socket.
         */
        @ConfigDocDefault("0")
        OptionalInt uid();

        /**
         * The numeric group of the socket.
         */
        @ConfigDocDefault("0")
        OptionalInt gid();

        /**
         * The level of containerd's log.
         */
        @ConfigDocDefault("info")
        Optional<Level> level();

        /**
         * The format of containerd's log; the daemon reads both.
         */
        @ConfigDocDefault("text")
        Optional<Format> format();

        /** A level of containerd's log. */
        enum Level {
            TRACE,
            DEBUG,
            INFO,
            WARN,
            ERROR,
            FATAL,
            PANIC
        }

        /** A format of containerd's log. */
        enum Format {
            TEXT,
            JSON
        }
    }

    /** containerd's metrics. */
    @ConfigGroup
    interface Metrics {

        /**
         * The address and port that metrics are served on, such as {@code 127.0.0.1:1338}.
         */
        @ConfigDocDefault("none")
        Optional<String> address();

        /**
         * Whether the duration of gRPC calls is measured.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> grpcHistogram();

        /**
         * Whether containers' cgroups are left out of the metrics.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> noPrometheus();
    }

    /** containerd's own cgroup. */
    @ConfigGroup
    interface Cgroup {

        /**
         * The cgroup that containerd moves itself into.
         */
        @ConfigDocDefault("the daemon's")
        Optional<String> path();
    }

    /** A plugin that runs in a process of its own. */
    @ConfigGroup
    interface ProxyPlugin {

        /**
         * What the plugin serves: {@code snapshot}, {@code content}, {@code diff} or {@code sandbox}.
         */
        String type();

        /**
         * The unix socket that it serves on.
         */
        Path address();

        /**
         * The platform that it serves, such as {@code linux/amd64}.
         */
        Optional<String> platform();

        /**
         * What it exports to other plugins, such as its root directory.
         */
        @ConfigDocMapKey("name")
        Map<String, String> exports();

        /**
         * What it can do, in the words of its type.
         */
        Optional<List<String>> capabilities();
    }
}
