package io.quarkiverse.containerd.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.logs.LogFormat;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** A child process of the application that is a node of the supervision tree. */
@ConfigGroup
public interface ChildProcessConfig {

    /**
     * Whether the process is part of the supervision tree.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The program and its arguments, separated by blanks. Quotes, single or double, and backslashes keep blanks together as
     * in a shell, but nothing else of a shell is known. The program is an absolute path, or the name of one in
     * {@code quarkus.containerd.path}.
     */
    String command();

    /**
     * The environment. Besides it the process has {@code PATH}, which is {@code quarkus.containerd.path}, and with another user
     * {@code HOME}, {@code USER} and {@code LOGNAME}.
     */
    @ConfigDocMapKey("variable")
    Map<String, String> environment();

    /**
     * The variables of the application's own environment that the process has, too, where they are set.
     */
    @ConfigDocDefault("none")
    Optional<List<String>> passEnvironment();

    /**
     * The working directory.
     */
    @WithDefault("/")
    Path directory();

    /**
     * The user that the process runs as, a name or a number, with or without a group: {@code etcd}, {@code etcd:etcd} or
     * {@code 1000:1000}.
     */
    @ConfigDocDefault("the application's")
    Optional<String> user();

    /**
     * What the process waits for whenever it starts: DNs of nodes that must be HEALTHY or DONE, such as
     * {@code root.containerd}, and {@code started}, which is that the daemon has started, with all required archives loaded.
     */
    @ConfigDocDefault("nothing")
    Optional<List<String>> after();

    /**
     * The group of the process. Processes and supervised beans of a group live and die together: when one fails, all are
     * stopped and started together.
     */
    @ConfigDocDefault("none, so that nothing else restarts with it")
    Optional<String> group();

    /**
     * Whether the application is ready only while the process is.
     */
    @WithDefault("true")
    boolean required();

    /**
     * Whether the process is restarted when containerd has lost the pods' network that the kubelet had told it, because the
     * kubelet tells it at its start only.
     */
    @WithDefault("false")
    boolean restartWithNetwork();

    /**
     * The format of the lines that the process prints: {@code auto}, {@code logfmt}, {@code klog}, {@code json} or
     * {@code plain}.
     */
    @WithDefault("auto")
    LogFormat logFormat();

    /**
     * The signal that asks the process, and all of its process group, to end.
     */
    @WithDefault("TERM")
    String stopSignal();

    /** What shows that the process is ready; without any of it, it is ready as soon as it runs. */
    Ready ready();

    /** Probes of a process that was ready. */
    Probe probe();

    /** Timeouts of the process. */
    Timeouts timeouts();

    /** What shows that a process is ready. */
    @ConfigGroup
    interface Ready {

        /**
         * The URL that the process answers with a status from 200 to 399 when it is ready, also later on.
         */
        Optional<@WithConverter(UrlConverter.class) URI> http();

        /**
         * The unix socket that the process listens on when it is ready, also later on.
         */
        Optional<Path> socket();

        /**
         * The TCP port that the process listens on when it is ready, also later on.
         */
        OptionalInt port();

        /**
         * A regular expression that is found in a line that the process prints when it is ready.
         */
        Optional<Pattern> line();

        /**
         * Whether the process is ready, and its work done, when it has exited with code 0.
         */
        @WithDefault("false")
        boolean exit();
    }

    /** Probes of a process that was ready. */
    @ConfigGroup
    interface Probe {

        /**
         * The interval at which the process is probed by {@code ready.http}, {@code ready.socket} or {@code ready.port}.
         */
        @WithDefault("10s")
        Duration interval();

        /**
         * The time that the process may take to answer.
         */
        @WithDefault("5s")
        Duration timeout();

        /**
         * The time for which the process may not be ready, once it was, before it is restarted; 0 restarts it never.
         */
        @WithDefault("60s")
        Duration restartAfter();
    }

    /** Timeouts of a process. */
    @ConfigGroup
    interface Timeouts {

        /**
         * The time for which the process may give no sign of life, that is print nothing and use no processor, until it is
         * ready. It doubles with each start that ends because of it.
         */
        @WithDefault("30s")
        Duration start();

        /**
         * The longest time that the start timeout grows to, and for which a starting process that uses a processor may print
         * nothing.
         */
        @ConfigDocDefault("ten times the start timeout")
        Optional<Duration> maxStart();

        /**
         * The time that the process and its group may take to end after the stop signal, before they are killed.
         */
        @WithDefault("10s")
        Duration stop();
    }
}
