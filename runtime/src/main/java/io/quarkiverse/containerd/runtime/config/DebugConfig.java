package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;

/** containerd's log, and its debug service. */
@ConfigGroup
public interface DebugConfig {

    /**
     * The unix socket of the debug service, which serves Go's profiles; its path must not be longer than 104 bytes.
     */
    @ConfigDocDefault("no debug service")
    Optional<Path> address();

    /**
     * The numeric user ID of the socket's owner.
     */
    @ConfigDocDefault("0")
    OptionalInt uid();

    /**
     * The numeric ID of the socket's group.
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

    /**
     * Whether the lines of containerd's log have the trace and the span that they belong to; containerd 2.3 and later.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> logTraceId();

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
