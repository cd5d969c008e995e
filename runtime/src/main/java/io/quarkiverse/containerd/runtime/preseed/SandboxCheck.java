package io.quarkiverse.containerd.runtime.preseed;

import java.time.Duration;
import java.util.Optional;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.preseed.SandboxReport;
import io.quarkiverse.containerd.preseed.SandboxReport.State;
import io.quarkiverse.containerd.runtime.preseed.directory.DirectoryScan;
import io.quarkiverse.containerd.runtime.preseed.load.NameOwners;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/**
 * The look for the sandbox image once the required archives have been loaded: where archives for pods are required, no registry
 * may be there to pull it from. For one thread.
 */
final class SandboxCheck {

    /** The time after which a missing image is looked for again. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Optional<String> image;
    private final boolean required;
    private final boolean dryRun;
    private final NameOwners owners;
    private final ContainerdClient containerd;
    private final PreseedStatus statuses;
    private State state = State.PENDING;
    private boolean expected;

    /** @param owners knows the names that archives would bring, which count in a dry run */
    SandboxCheck(PreseedSettings settings, NameOwners owners, ContainerdClient containerd, PreseedStatus statuses) {
        this.image = settings.names().sandbox();
        this.required = settings.names().sandboxRequired();
        this.dryRun = settings.imports().dryRun();
        this.owners = owners;
        this.containerd = containerd;
        this.statuses = statuses;
    }

    /** Takes note of the archives that there are: without required ones for pods, the image is left to a registry. */
    void scanned(DirectoryScan scan) {
        expected = image.isPresent() && scan.archives().stream()
                .anyMatch(archive -> archive.required() && archive.namespace().equals(CriImages.NAMESPACE));
        statuses.sandbox(report());
    }

    /** Looks for the image, unless it has been found already. */
    void look() {
        if (expected && state != State.PRESENT) {
            state = isThere(image.orElseThrow()) ? State.PRESENT : State.MISSING;
            statuses.sandbox(report());
        }
    }

    private boolean isThere(String name) {
        return dryRun && owners.isClaimed(CriImages.NAMESPACE, name)
                || containerd.namespace(CriImages.NAMESPACE).images().get(name).isPresent();
    }

    /** Whether the daemon may count as started as far as the image is concerned. */
    boolean allowsStart() {
        return !expected || !required || state == State.PRESENT;
    }

    /** Returns what is wrong, and the remedy; empty if nothing is, or if that is not known yet. */
    Optional<String> problem() {
        return !expected || state != State.MISSING ? Optional.empty()
                : Optional.of("no pod can start without the sandbox image " + image.orElseThrow() + ", which is not in"
                        + " containerd although the required archives have been loaded: add an archive that brings this name to "
                        + CriImages.NAMESPACE + ", or name it in an image list"
                        + (required ? ", or set quarkus.containerd.preseed.sandbox-image-required=false if the first pod may"
                                + " pull it from a registry" : ""));
    }

    /** Returns the time until it is to be looked for again; empty if it need not be. */
    Optional<Duration> pause() {
        return problem().map(missing -> PAUSE);
    }

    private Optional<SandboxReport> report() {
        return expected ? Optional.of(new SandboxReport(image.orElseThrow(), required, state, problem())) : Optional.empty();
    }
}
