package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.process.MetadataDatabase;
import io.quarkiverse.containerd.runtime.host.process.StartFailure;

/** What happens when containerd cannot read its metadata database: the operator decides, or has decided by a key. */
@Singleton
public class DamagedDatabase {

    private static final String KEY = ConfigKeys.key("bolt.set-aside-damaged");

    private final MetadataDatabase database;
    private final boolean allowed;

    DamagedDatabase(ContainerdConfig config) {
        this.database = new MetadataDatabase(config.directories().root());
        this.allowed = config.bolt().setAsideDamaged();
    }

    /** A run of containerd. */
    interface Run {
        void run() throws Exception;
    }

    /** Runs containerd. If its database turns out to be damaged, the next start finds it set aside, if that is allowed. */
    void setAsideIfAllowed(NodeLogger log, Run containerd) throws Exception {
        try {
            database.requireNotEmptied();
            containerd.run();
        } catch (StartFailure e) {
            if (allowed && e.damagedDatabase()) {
                setAside(log);
            }
            throw e;
        }
    }

    private void setAside(NodeLogger log) {
        try {
            Optional<Path> aside = database.setAside(Instant.now());
            if (aside.isPresent()) {
                log.warnf("the damaged database is now %s (%s); the next containerd starts with an empty one, without the"
                        + " containers and images that it had", aside.get(), KEY);
            } else {
                log.warnf("the damaged database stays where it is: others were set aside before; check the disk, and"
                        + " remove them");
            }
        } catch (IOException e) {
            log.warnf("the damaged database cannot be set aside: %s", FileSystemErrors.describe(e));
        }
    }
}
