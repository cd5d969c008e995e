package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.FAILURE;
import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.Disk;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;

/** The room on the disks that the daemon and containerd fill. */
final class RoomChecks {

    private static final int SCARCE_FILES = 20;

    private final ContainerdConfig config;
    private final Disks disks;

    RoomChecks(ContainerdConfig config) {
        this.config = config;
        this.disks = new Disks(config.preseed().diskReserve());
    }

    List<Finding> all() {
        Map<String, Path> directories = new LinkedHashMap<>();
        directories.put("root", config.directories().root());
        directories.put("state", config.directories().state());
        directories.put("preseed.spool-directory", config.preseed().spoolDirectory());
        List<Finding> findings = new ArrayList<>();
        directories.forEach((key, directory) -> findings.add(of(key, existing(directory))));
        return findings;
    }

    private Finding of(String key, Path directory) {
        Disk disk = disks.of(directory);
        String room = directory + " (" + ConfigKeys.key(key) + ") has " + HumanReadable.bytes(disk.freeAltogether()) + " free";
        if (disk.isLow()) {
            return Finding.of(HostCheck.ROOM, FAILURE, room + ", less than is kept free for others.",
                    "Free some, set the key to another disk, or lower " + Disk.KEY + ".");
        }
        if (filesAreScarce(directory)) {
            return Finding.of(HostCheck.ROOM, WARNING, room + ", but its disk has few file nodes left.",
                    "Remove files, or make its file system anew with more.");
        }
        return Finding.ok(HostCheck.ROOM, room + ".");
    }

    /** Whether less than a twentieth of the file nodes is free; some file systems have no fixed number. */
    private static boolean filesAreScarce(Path directory) {
        try {
            String[] nodes = ShortCommand.run(List.of("/usr/bin/stat", "-f", "-c", "%d %c", directory.toString())).strip()
                    .split(" ");
            return Long.parseLong(nodes[0]) < Long.parseLong(nodes[1]) / SCARCE_FILES;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private static Path existing(Path directory) {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }
}
