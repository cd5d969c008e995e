package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measurements of ctr and of the preseed for the same archives, round by round.
 *
 * @param sent the preseed's where it has to send blobs; empty if warm
 * @param diskSeconds the limit: time to write the bytes of the layers to the disk, or to decompress the archive to it, and to
 *        sync them
 */
record Comparison(ContainerdVersion version, Workload workload, Temperature temperature, List<Measurement> ctr,
        List<Measurement> preseed, List<Measurement> sent, double diskSeconds) {

    /** Returns how many times faster the preseed was: the median of the rounds. */
    double timesFaster() {
        return Medians.of(IntStream.range(0, ctr.size())
                .mapToDouble(round -> ctr.get(round).seconds() / preseed.get(round).seconds()));
    }

    double target() {
        return workload.target().of(temperature, version);
    }

    boolean targetReached() {
        return timesFaster() >= target();
    }

    /** Returns how many times as long as the limit the preseed took. */
    double timesDisk() {
        return preseedMedian(Measurement::seconds) / diskSeconds;
    }

    double ctrMedian(ToDoubleFunction<Measurement> value) {
        return Medians.of(ctr.stream().mapToDouble(value));
    }

    /** Returns the median time of the preseed where it has to send blobs, in seconds. */
    double sentSeconds() {
        return Medians.of(sent.stream().mapToDouble(Measurement::seconds));
    }

    double preseedMedian(ToDoubleFunction<Measurement> value) {
        return Medians.of(preseed.stream().mapToDouble(value));
    }
}
