package io.quarkiverse.containerd.runtime.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.host.files.HeldDirectory;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.NetworkFiles;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * The files of the pods' network over the daemon's runs: what an earlier run has left is removed when the network is configured
 * in another way, or when its address ranges are of another boot. What others have written, or changed, stays.
 */
@Singleton
public class PodNetwork {

    private static final Logger LOG = Logger.getLogger(PodNetwork.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In containerd's root, because the directory of the network's configuration may outlive a boot. */
    private static final String RECORD = "quarkus-containerd-network.json";
    /** The directory, below the state, of the bundles of Kubernetes' pods. */
    private static final Path POD_BUNDLES = Path.of("io.containerd.runtime.v2.task", "k8s.io");

    private static final int MOST_BYTES = 1 << 20;

    private final Path recordFile;
    private final Path podBundles;
    private final Path directory;
    private final Supplier<Rendering> rendering;
    private final String bootId;
    private volatile NetworkRecord record;
    private volatile boolean told;
    private volatile Optional<HeldDirectory> watched = Optional.empty();

    @Inject
    PodNetwork(ContainerdConfig config, CurrentInstallation installation) throws IOException {
        this(config.directories().root(), config.directories().state(), config.cni().confDir(), installation::rendering,
                new ProcTable().bootId());
    }

    /** @param directory that of the network's configuration */
    PodNetwork(Path root, Path state, Path directory, Supplier<Rendering> rendering, String bootId) {
        this.recordFile = root.resolve(RECORD);
        this.podBundles = state.resolve(POD_BUNDLES);
        this.directory = directory;
        this.rendering = rendering;
        this.bootId = bootId;
    }

    /** Removes what an earlier run has left and containerd must not find when the daemon starts. */
    void removeOutdated(NodeLogger log) throws IOException {
        NetworkRecord earlier = NetworkRecord.read(recordFile)
                .orElse(new NetworkRecord(bootId, Map.of(), Optional.empty()));
        NetworkFiles files = rendering.get().network();
        for (Map.Entry<Path, String> written : earlier.written().entrySet()) {
            if (!files.written().contains(written.getKey())) {
                remove(written.getKey(), written.getValue()::equals, log);
            }
        }
        Optional<NetworkRecord.Generated> kept = Optional.empty();
        if (earlier.generated().isPresent()) {
            NetworkRecord.Generated generated = earlier.generated().get();
            if (isStillValid(generated, earlier.bootId(), log)) {
                kept = Optional.of(generated);
            } else {
                remove(generated.file(), digest -> generated.digest().map(digest::equals).orElse(true), log);
            }
        }
        record = new NetworkRecord(bootId, Map.of(), kept);
        files.generated().filter(generated -> Files.exists(generated.file()) && isForeign(generated.file()))
                .ifPresent(generated -> log.infof(
                        "%s was not made by this daemon's containerd, and stays: the pods' network is that one",
                        generated.file()));
    }

    /** The kubelet tells the ranges once, so that what containerd has made of them holds as long as the kubelet may run. */
    private boolean isStillValid(NetworkRecord.Generated earlier, String itsBoot, NodeLogger log) throws IOException {
        Optional<NetworkFiles.Generated> now = rendering.get().network().generated();
        if (!now.map(NetworkFiles.Generated::file).equals(Optional.of(earlier.file())) || !itsBoot.equals(bootId)) {
            return false;
        }
        if (templateDigest(now.get()).equals(earlier.template())) {
            return true;
        }
        if (podsRun() && Files.exists(earlier.file())) {
            log.infof("pods run, so their network configuration stays as it is: %s", earlier.file());
            return true;
        }
        if (Files.exists(earlier.file())) {
            log.infof("the template of %s has changed; restart the kubelet, so that it tells the address ranges again",
                    earlier.file());
        }
        return false;
    }

    private String templateDigest(NetworkFiles.Generated generated) throws IOException {
        Path template = generated.template();
        Optional<RenderedFile> rendered = rendering.get().files().stream().filter(file -> file.path().equals(template))
                .findFirst();
        return rendered.isPresent() ? digest(rendered.get()) : digest(template);
    }

    private void remove(Path file, Predicate<String> isOurs, NodeLogger log) throws IOException {
        try {
            if (!isOurs.test(digest(file))) {
                log.warnf("%s is left as it is, because somebody has changed it since this daemon or its containerd wrote it;"
                        + " remove it if it is not the pods' network any more", file);
                return;
            }
            Files.delete(file);
            log.infof("removed the network configuration of an earlier run: %s", file);
            if (podsRun()) {
                log.warnf("pods run that got their network by %s, which has been removed; make these pods again", file);
            }
        } catch (NoSuchFileException e) {
            log.debugf("%s of an earlier run is gone already", file);
        } catch (IOException e) {
            throw new HostException("the network configuration " + file + " of an earlier run cannot be removed: "
                    + FileSystemErrors.describe(e) + ". Remove it by hand.", e);
        }
    }

    private boolean podsRun() throws IOException {
        if (!Files.isDirectory(podBundles)) {
            return false;
        }
        try (Stream<Path> pods = Files.list(podBundles)) {
            return pods.findAny().isPresent();
        }
    }

    private boolean isForeign(Path generated) {
        return record.generated().filter(made -> made.file().equals(generated)).isEmpty();
    }

    /** Takes note of what is going to be written, and of what containerd may make of it. */
    void recordFiles() throws IOException {
        FileInstaller.removeUnfinished(recordFile);
        NetworkFiles files = rendering.get().network();
        Map<Path, String> written = new HashMap<>();
        rendering.get().files().stream().filter(file -> files.written().contains(file.path()))
                .forEach(file -> written.put(file.path(), digest(file)));
        update(new NetworkRecord(bootId, written, generated()));
    }

    /** Returns what is known of the generated file now; empty if there is none, or it is somebody else's. */
    private Optional<NetworkRecord.Generated> generated() throws IOException {
        Optional<NetworkFiles.Generated> generated = rendering.get().network().generated();
        if (generated.isEmpty()) {
            return Optional.empty();
        }
        Path file = generated.get().file();
        if (!Files.exists(file)) {
            return Optional.of(new NetworkRecord.Generated(file, templateDigest(generated.get()), Optional.empty()));
        }
        Optional<NetworkRecord.Generated> known = record.generated().filter(made -> made.file().equals(file));
        return known.isPresent() && known.get().digest().isEmpty() && isComplete(file)
                ? Optional.of(known.get().seen(digest(file)))
                : known;
    }

    /** Whether containerd, which writes it in pieces, has ended. */
    private static boolean isComplete(Path file) throws IOException {
        try {
            return JSON.readTree(RegularFiles.read(file, MOST_BYTES)).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void update(NetworkRecord next) throws HostException {
        if (!next.equals(record)) {
            next.write(recordFile);
            record = next;
        }
    }

    /** Keeps the directory of the network's configuration open for {@link #lookBeside}, until the result is closed. */
    Closeable watched() throws IOException {
        if (!rendering.get().criEnabled()) {
            return () -> {
            };
        }
        HeldDirectory held = HeldDirectory.open(directory);
        watched = Optional.of(held);
        return held;
    }

    /**
     * Looks at the network's files while containerd runs.
     *
     * @param seen what else was observed of containerd
     */
    Observation lookBeside(Observation seen) {
        if (seen.kind() != Observation.Kind.WELL && seen.kind() != Observation.Kind.ILL) {
            return seen;
        }
        told |= generatedExists().orElse(false);
        try {
            update(record.with(generated()));
        } catch (IOException e) {
            LOG.debugf("the network's files are not recorded: %s", e.getMessage());
        }
        return watched.filter(held -> !held.isInPlace()).map(held -> new Observation(Observation.Kind.BLIND,
                "it does not see the network configuration any more, because the directory " + directory
                        + " has been removed or made again"))
                .orElse(seen);
    }

    /** Whether containerd was told the network and has lost it since; once for each loss. */
    boolean isLost() {
        boolean lost = told && !generatedExists().orElse(true);
        told &= !lost;
        return lost;
    }

    /** Whether there is what containerd makes of the ranges it is told; empty if it is not told any. */
    private Optional<Boolean> generatedExists() {
        return rendering.get().network().generated().map(generated -> Files.exists(generated.file()));
    }

    private static String digest(RenderedFile file) {
        return Digest.of(file.content().getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String digest(Path file) throws IOException {
        return Digest.of(RegularFiles.read(file, MOST_BYTES)).toString();
    }
}
