package io.quarkiverse.containerd.runtime.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Typed;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.ConfigDump;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.text.BoundedText;
import io.quarkus.runtime.LaunchMode;

/**
 * The containerd that runs, or will run next. It is looked for anew at each start, because an upgrade replaces the executable,
 * its shims and runtimes while the daemon runs.
 */
@Typed(CurrentInstallation.class)
public class CurrentInstallation {

    private static final Logger LOG = Logger.getLogger(CurrentInstallation.class);

    /** What the daemon before has told, in dev mode: it reloads often, and says only what is new. */
    private static volatile List<String> told = List.of();

    private final InstallationFinder finder;
    private volatile Installation newest;
    private final AtomicBoolean fresh = new AtomicBoolean(true);

    /**
     * Finds it for the first time, and logs what was found and what this host cannot do as configured.
     *
     * @throws ConfigurationException naming the key of a value that cannot work
     */
    CurrentInstallation(InstallationFinder finder) {
        this(finder, finder.find());
    }

    /**
     * Logs what was found, and what this host cannot do as configured.
     *
     * @param first what the finder has found just now
     */
    CurrentInstallation(InstallationFinder finder, Installation first) {
        this.finder = finder;
        this.newest = first;
        List<String> before = told;
        List<String> sentences = sentences(newest).map(BoundedText::message).toList();
        sentences.stream().filter(sentence -> !before.contains(sentence)).forEach(LOG::info);
        newest.rendering().warnings().stream().map(BoundedText::message).forEach(LOG::warn);
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            told = sentences;
        }
    }

    private static Stream<String> sentences(Installation found) {
        return Stream.of(List.of("containerd " + found.version() + " is " + found.executable()), found.rendering().notes(),
                found.rendering().adaptations()).flatMap(List::stream);
    }

    /** Returns the files of the containerd that was found last, and what this host could not do as configured. */
    public Rendering rendering() {
        return newest.rendering();
    }

    /** Returns the program that was found last. */
    public Path executable() {
        return newest.executable();
    }

    /** Returns the version of the program that was found last. */
    public ContainerdVersion version() {
        return newest.version();
    }

    /**
     * Returns what this host offers now.
     *
     * @throws HostException if it cannot be inspected
     */
    public HostFacts facts() throws HostException {
        return finder.facts(executable());
    }

    /**
     * Returns what the program makes of the configuration file that is there.
     *
     * @throws HostException if it refuses the file, or there is none
     */
    public ConfigDump configDump() throws HostException {
        return finder.configDump(executable());
    }

    /**
     * Returns what a containerd that is about to start is started from. For the first start that is what the daemon has just
     * found; later ones look again, and log what is new.
     *
     * @throws ConfigurationException naming the key of a value that cannot work any more
     */
    Installation forStart(NodeLogger log) {
        if (fresh.compareAndSet(true, false)) {
            return newest;
        }
        Installation found = find();
        Installation before = newest;
        if (found.equals(before)) {
            return before;
        }
        tell(found, log);
        newest = found;
        return found;
    }

    private Installation find() {
        Installation found = finder.find();
        boolean pumpRuns = newest.rendering().gvisor();
        return found.rendering().gvisor() && !pumpRuns ? finder.findWithoutGvisor() : found;
    }

    private void tell(Installation found, NodeLogger log) {
        if (found.sameProgram(newest)) {
            log.infof("this host, or a file that the configuration names, has changed: containerd's files are rendered again");
        } else {
            log.infof("containerd %s is %s now; the last start was that of %s, %s", found.version(), found.executable(),
                    newest.version(), newest.executable());
        }
        news(found, Rendering::notes).forEach(sentence -> log.infof("%s", sentence));
        news(found, Rendering::adaptations).forEach(sentence -> log.infof("%s", sentence));
        news(found, Rendering::warnings).forEach(sentence -> log.warnf("%s", sentence));
    }

    private List<String> news(Installation found, Function<Rendering, List<String>> sentences) {
        List<String> told = sentences.apply(newest.rendering());
        return sentences.apply(found.rendering()).stream().filter(sentence -> !told.contains(sentence)).toList();
    }
}
