package io.quarkiverse.containerd.runtime.preseed.pull;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;
import io.quarkiverse.containerd.runtime.supervisor.Backoff;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Pulls those images of the image lists that containerd does not have. A registry that cannot be reached is no failure of the
 * node: it stays HEALTHY, and tries again with backoff.
 */
public final class ImagePulls implements SupervisedRunnable {

    private final CriImages images;
    private final Duration timeout;
    private final Backoff backoff;
    private final ListMailbox mailbox;
    private final PullReports reports;

    /** References whose failure has been logged. */
    private final Set<String> logged = new HashSet<>();

    /**
     * @param timeout the longest time the pull of one image may take
     * @param backoff the pauses after passes that have not brought all images
     */
    public ImagePulls(CriImages images, Duration timeout, Backoff backoff, ListMailbox mailbox, PullReports reports) {
        this.images = images;
        this.timeout = timeout;
        this.backoff = backoff;
        this.mailbox = mailbox;
        this.reports = reports;
    }

    @Override
    public void run(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        NodeLogger log = node.logger();
        List<ImageList> lists = List.of();
        Optional<Duration> wait = Optional.empty();
        do {
            Optional<List<ImageList>> ordered = mailbox.poll(wait);
            if (ordered.isPresent() && !ordered.get().equals(lists)) {
                backoff.reset();
            }
            lists = ordered.orElse(lists);
            wait = pull(lists, log) ? Optional.empty() : Optional.of(backoff.next());
        } while (wait.isPresent() || !mailbox.isLast());
        node.signalDone();
    }

    /** @return whether all images are there that can be */
    private boolean pull(List<ImageList> lists, NodeLogger log) throws InterruptedException {
        boolean complete = true;
        for (ImageList list : lists) {
            list.problem().ifPresent(problem -> logOnce(log, list.path(), list.path() + ": " + problem));
            for (ImageList.Entry image : list.images()) {
                if (image.problem().isPresent()) {
                    logOnce(log, list.path() + image.reference(), list.path() + ": " + image.problem().get());
                } else {
                    complete &= pull(list.path(), image, log);
                }
            }
        }
        return complete;
    }

    /** @return whether the image is there */
    private boolean pull(String path, ImageList.Entry image, NodeLogger log) throws InterruptedException {
        String reference = image.reference();
        long start = System.nanoTime();
        try {
            if (images.status(reference).isEmpty()) {
                reports.pulling(image);
                images.pull(reference, timeout);
                log.infof("%s: pulled %s, %s", path, reference,
                        HumanReadable.duration(Duration.ofNanos(System.nanoTime() - start)));
            }
            reports.present(image);
            logged.remove(reference);
            return true;
        } catch (ContainerdException e) {
            if (Thread.currentThread().isInterrupted()) {
                reports.interrupted(image);
                throw new InterruptedException("cancelled while pulling " + reference);
            }
            reports.failed(image, reason(e));
            logOnce(log, reference, path + ": " + reference + " could not be pulled, will retry: " + reason(e));
            return false;
        }
    }

    private String reason(ContainerdException e) {
        return switch (e.code()) {
            case UNIMPLEMENTED -> "containerd runs without the Container Runtime Interface, which pulls images";
            case DEADLINE_EXCEEDED -> "did not end within " + HumanReadable.duration(timeout)
                    + ", the limit of quarkus.containerd.preseed.pull-timeout";
            default -> BoundedText.reason(e.description().isEmpty() ? e.getMessage() : e.description());
        };
    }

    /** Logs a failure as a warning once, until it is over. */
    private void logOnce(NodeLogger log, String key, String message) {
        log.log(logged.add(key) ? Logger.Level.WARN : Logger.Level.DEBUG, message, Map.of(), null);
    }
}
