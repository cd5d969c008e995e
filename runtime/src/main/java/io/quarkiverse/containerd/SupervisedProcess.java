package io.quarkiverse.containerd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.quarkiverse.containerd.logs.LogFormat;

/**
 * The definition of a child process that runs as a node of the supervision tree, by {@link SupervisedProcesses}. Immutable.
 *
 * <pre>
 * SupervisedProcess.command("/usr/bin/etcd", "--data-dir=/var/lib/etcd")
 *         .user("etcd")
 *         .ready(ProcessReadiness.http(URI.create("http://127.0.0.1:2379/health")))
 *         .build();
 * </pre>
 */
public final class SupervisedProcess {

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path directory;
    private final Optional<String> user;
    private final LogFormat logFormat;
    private final ProcessReadiness ready;
    private final Duration startTimeout;
    private final Duration longestStartTimeout;
    private final Duration probeInterval;
    private final Duration probeTimeout;
    private final Duration restartAfter;
    private final String stopSignal;
    private final Duration stopTimeout;

    private SupervisedProcess(Builder builder) {
        this.command = builder.command;
        this.environment = Map.copyOf(builder.environment);
        this.directory = builder.directory;
        this.user = builder.user;
        this.logFormat = builder.logFormat;
        this.ready = builder.ready;
        this.startTimeout = builder.startTimeout;
        this.longestStartTimeout = builder.longestStartTimeout.orElse(builder.startTimeout.multipliedBy(10));
        this.probeInterval = builder.probeInterval;
        this.probeTimeout = builder.probeTimeout;
        this.restartAfter = builder.restartAfter;
        this.stopSignal = builder.stopSignal;
        this.stopTimeout = builder.stopTimeout;
    }

    /**
     * Begins a definition.
     *
     * @param program the absolute path of the program, or the name of one in a directory of {@code quarkus.containerd.path}
     * @throws IllegalArgumentException if it is neither
     */
    public static Builder command(String program, String... arguments) {
        return new Builder(program, List.of(arguments));
    }

    /** Returns the program and its arguments. */
    public List<String> command() {
        return command;
    }

    /** Returns the additional environment. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the working directory. */
    public Path directory() {
        return directory;
    }

    /** Returns the user that it runs as; empty if that is the application's own. */
    public Optional<String> user() {
        return user;
    }

    /** Returns the format of its log lines. */
    public LogFormat logFormat() {
        return logFormat;
    }

    /** Returns the way in which it shows that it is ready. */
    public ProcessReadiness ready() {
        return ready;
    }

    /** Returns the time for which it may give no sign of life until it is ready. */
    public Duration startTimeout() {
        return startTimeout;
    }

    /** Returns the longest time that the start timeout grows to. */
    public Duration longestStartTimeout() {
        return longestStartTimeout;
    }

    /** Returns the time between two probes of a process that was ready. */
    public Duration probeInterval() {
        return probeInterval;
    }

    /** Returns the time that it may take to answer a probe. */
    public Duration probeTimeout() {
        return probeTimeout;
    }

    /** Returns the time for which it may not be ready before it is restarted; zero if it is not restarted. */
    public Duration restartAfter() {
        return restartAfter;
    }

    /** Returns the signal that asks it to end, without SIG. */
    public String stopSignal() {
        return stopSignal;
    }

    /** Returns the time that it may take to end before it is killed. */
    public Duration stopTimeout() {
        return stopTimeout;
    }

    /** Returns the program, and the names of the variables without their values. */
    @Override
    public String toString() {
        return command.get(0) + (environment.isEmpty() ? "" : " with " + String.join(", ", environment.keySet()));
    }

    /** Builds the definition of a child process. */
    public static final class Builder {

        private final List<String> command;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Path directory = Path.of("/");
        private Optional<String> user = Optional.empty();
        private LogFormat logFormat = LogFormat.AUTO;
        private ProcessReadiness ready = ProcessReadiness.running();
        private Duration startTimeout = Duration.ofSeconds(30);
        private Optional<Duration> longestStartTimeout = Optional.empty();
        private Duration probeInterval = Duration.ofSeconds(10);
        private Duration probeTimeout = Duration.ofSeconds(5);
        private Duration restartAfter = Duration.ofSeconds(60);
        private String stopSignal = "TERM";
        private Duration stopTimeout = Duration.ofSeconds(10);

        private Builder(String program, List<String> arguments) {
            if (program.isBlank() || program.indexOf('/') > 0) {
                throw new IllegalArgumentException("A program is an absolute path or a name, not '" + program + "'");
            }
            List<String> all = new ArrayList<>(List.of(program));
            all.addAll(arguments);
            this.command = List.copyOf(all);
        }

        /**
         * Adds a variable to the environment. Besides those that are added, the process has {@code PATH}, which is
         * {@code quarkus.containerd.path}, and, for another user, {@code HOME}, {@code USER} and {@code LOGNAME}. Nothing
         * else is handed on from the application, whose own environment may have secrets.
         */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Adds variables to the environment; see {@link #environment(String, String)}. */
        public Builder environment(Map<String, String> variables) {
            environment.putAll(variables);
            return this;
        }

        /** Sets the working directory, by default {@code /}. */
        public Builder directory(Path path) {
            directory = Objects.requireNonNull(path, "directory");
            return this;
        }

        /**
         * Sets the user that it runs as, by default the application's own.
         *
         * @param name a name or number that this machine knows, also with a group, {@code user:group}; two numbers need not be
         *        known
         */
        public Builder user(String name) {
            user = Optional.of(name);
            return this;
        }

        /** Sets the format of its log lines, by default {@link LogFormat#AUTO}. */
        public Builder logFormat(LogFormat format) {
            logFormat = Objects.requireNonNull(format, "logFormat");
            return this;
        }

        /** Sets the way in which it shows that it is ready, by default {@link ProcessReadiness#running()}. */
        public Builder ready(ProcessReadiness readiness) {
            ready = Objects.requireNonNull(readiness, "ready");
            return this;
        }

        /**
         * Sets the time for which it may give no sign of life, that is print nothing and use no processor, until it is ready:
         * 30 seconds by default. It doubles with each start that ends because of it.
         *
         * @param timeout above zero
         */
        public Builder startTimeout(Duration timeout) {
            startTimeout = positive("The start timeout", timeout);
            return this;
        }

        /**
         * Sets the longest time that the start timeout grows to, ten times the start timeout by default.
         *
         * @param timeout above zero
         */
        public Builder longestStartTimeout(Duration timeout) {
            longestStartTimeout = Optional.of(positive("The longest start timeout", timeout));
            return this;
        }

        /**
         * Sets the time between two probes of a process that was ready, 10 seconds by default.
         *
         * @param interval above zero
         */
        public Builder probeInterval(Duration interval) {
            probeInterval = positive("The probe interval", interval);
            return this;
        }

        /**
         * Sets the time that it may take to answer a probe, 5 seconds by default.
         *
         * @param timeout above zero
         */
        public Builder probeTimeout(Duration timeout) {
            probeTimeout = positive("The probe timeout", timeout);
            return this;
        }

        /**
         * Sets the time for which it may not be ready, once it was, before it is restarted: 60 seconds by default.
         *
         * @param time zero if it is not restarted
         */
        public Builder restartAfter(Duration time) {
            restartAfter = notNegative("The time before a restart", time);
            return this;
        }

        /**
         * Sets the signal that asks it, and all processes of its group, to end.
         *
         * @param signal the name, with or without SIG, by default {@code TERM}
         * @throws IllegalArgumentException if it is no such name
         */
        public Builder stopSignal(String signal) {
            String name = signal.startsWith("SIG") ? signal.substring(3) : signal;
            if (!name.matches("[A-Z][A-Z0-9]*")) {
                throw new IllegalArgumentException("A signal is a name such as TERM, not '" + signal + "'");
            }
            stopSignal = name;
            return this;
        }

        /**
         * Sets the time that it may take to end before it is killed, 10 seconds by default.
         *
         * @param timeout zero or more
         */
        public Builder stopTimeout(Duration timeout) {
            stopTimeout = notNegative("The stop timeout", timeout);
            return this;
        }

        /** Returns the definition. */
        public SupervisedProcess build() {
            return new SupervisedProcess(this);
        }

        private static Duration positive(String what, Duration duration) {
            if (duration.isZero()) {
                throw new IllegalArgumentException(what + " must be above zero");
            }
            return notNegative(what, duration);
        }

        private static Duration notNegative(String what, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(what + " must not be negative: " + duration);
            }
            return duration;
        }
    }
}
