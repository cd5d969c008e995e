package io.quarkiverse.containerd.runtime.preseed.pull;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.runtime.preseed.directory.ImageList;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The newest report of every image list. Safe for use by several threads. */
public final class PullReports {

    private final Clock clock;
    private List<ImageList> lists = List.of();
    private Map<ImageList.Entry, PullReport> images = new LinkedHashMap<>();

    public PullReports(Clock clock) {
        this.clock = clock;
    }

    public synchronized List<ImageListReport> report() {
        return lists.stream().map(list -> new ImageListReport(list.path(), list.namespace(), list.problem(),
                list.images().stream().map(images::get).toList())).toList();
    }

    /** Replaces the lists by those that were found. An image that is known keeps its state, others are pending. */
    public synchronized void scanned(List<ImageList> found) {
        Map<ImageList.Entry, PullReport> next = new LinkedHashMap<>();
        for (ImageList list : found) {
            for (ImageList.Entry image : list.images()) {
                PullReport known = images.get(image);
                next.put(image, known != null ? known
                        : report(image, image.problem().isEmpty() ? PullReport.State.PENDING : PullReport.State.FAILED,
                                image.problem()));
            }
        }
        lists = List.copyOf(found);
        images = next;
    }

    void pulling(ImageList.Entry image) {
        put(image, PullReport.State.PULLING, Optional.empty());
    }

    void present(ImageList.Entry image) {
        put(image, PullReport.State.PRESENT, Optional.empty());
    }

    void failed(ImageList.Entry image, String error) {
        put(image, PullReport.State.FAILED, Optional.of(error));
    }

    /** Notes that the attempt was cancelled. */
    void interrupted(ImageList.Entry image) {
        put(image, PullReport.State.PENDING, Optional.empty());
    }

    /** Ignores an image whose list has changed meanwhile. */
    private synchronized void put(ImageList.Entry image, PullReport.State state, Optional<String> error) {
        images.computeIfPresent(image, (listed, known) -> known.state() == state && known.error().equals(error) ? known
                : report(listed, state, error));
    }

    private PullReport report(ImageList.Entry image, PullReport.State state, Optional<String> error) {
        return new PullReport(image.reference(), state, error.map(BoundedText::reason), clock.instant());
    }
}
