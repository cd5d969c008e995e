package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** gVisor. */
@ConfigGroup
public interface RunscConfig {

    /**
     * Whether gVisor is configured as a runtime and its log is read from the FIFO. With {@code true}, it is an error if
     * {@code runsc} is not found.
     */
    @ConfigDocDefault("true where runsc is on quarkus.containerd.path")
    Optional<Boolean> enabled();

    /**
     * The directory in which runsc keeps the state of its containers.
     */
    @WithDefault("${quarkus.containerd.state}/runsc")
    Path root();

    /**
     * The file to which the configuration of runsc's shim is written.
     */
    @WithDefault("${quarkus.containerd.run-directory}/runsc.toml")
    Path configFile();

    /**
     * The file to which the wrapper is written that runs runsc through runc's shim where runsc's own shim is not on
     * {@code quarkus.containerd.path}. Its file system must not be mounted {@code noexec}, as {@code /run} often is.
     */
    @WithDefault("${quarkus.containerd.root}/runsc-wrapper")
    Path wrapperFile();

    /**
     * The FIFO that runsc logs to.
     */
    @WithDefault("${quarkus.containerd.run-directory}/runsc-logs.fifo")
    Path fifo();

    /**
     * Whether runsc writes its debug log, about 1 MB for each pod.
     */
    @WithDefault("true")
    boolean debug();

    /**
     * The logs that are written to the FIFO. {@code log} is not among the defaults, because the shim reads errors from
     * its own log file, and without it containerd's messages are less precise.
     */
    @WithDefault("debug-log,panic-log")
    Optional<Set<LogTarget>> logTargets();

    /**
     * The number of lines a second, on average over ten seconds, that go from one pid of gVisor's log into the application's
     * log, and a quarter of what goes there from all of them; 0 is no limit. Further lines are counted, and only the journal
     * has them.
     */
    @WithDefault("50")
    int logRate();

    /**
     * Additional flags of runsc, without the leading dashes, such as {@code platform=systrap}. {@code network} defaults
     * to {@code host} where this runsc's own network stack does not work on this kernel.
     */
    @ConfigDocMapKey("flag")
    Map<String, String> options();

    /** A log of gVisor's runsc that can be written to the FIFO. */
    enum LogTarget {

        /** The debug log of every sandbox and command. */
        DEBUG_LOG("debug-log"),

        /** Stack traces of a sandbox kernel that panics. */
        PANIC_LOG("panic-log"),

        /** Errors of the runtime itself, which the shim otherwise reads from a file of its own. */
        LOG("log");

        private final String flag;

        LogTarget(String flag) {
            this.flag = flag;
        }

        /** The name of the runsc flag. */
        public String flag() {
            return flag;
        }
    }
}
