package io.quarkiverse.containerd.benchmark;

import java.util.List;

/** A set of archives to load. The targets say how many times faster than ctr the preseed should be. */
enum Workload {

    SMALL("small", "10 small images of 5 MB", new Target(2.5, 2.5, 40)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(10, true, image -> List.of(LayerSpec.gzip(3 * MB), LayerSpec.gzip(3 * MB / 2),
                    LayerSpec.gzip(MB / 2)));
        }
    },
    GZIP("gzip", "one 500 MB image, gzip layers", new Target(2.5, 2, 300)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(1, true, image -> List.of(LayerSpec.gzip(200 * MB), LayerSpec.gzip(150 * MB),
                    LayerSpec.gzip(90 * MB), LayerSpec.gzip(50 * MB), LayerSpec.gzip(10 * MB)));
        }
    },
    PLAIN("plain", "one 500 MB docker archive, plain layers", new Target(2.5, 2, 300)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(1, false, image -> List.of(LayerSpec.plain(200 * MB), LayerSpec.plain(150 * MB),
                    LayerSpec.plain(90 * MB), LayerSpec.plain(50 * MB), LayerSpec.plain(10 * MB)));
        }
    },
    /** Layers per image: 25 MB shared by all images, 15 MB shared by five, and 10 MB of its own. */
    SHARED("shared", "20 images sharing layers, 1 GB", new Target(4, 4, 100)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(20, true, image -> List.of(LayerSpec.gzip(25 * MB).shared("base"),
                    LayerSpec.gzip(15 * MB).shared("runtime" + image / 5), LayerSpec.gzip(9 * MB), LayerSpec.gzip(MB)));
        }
    };

    private static final long MB = 1_000_000;

    /**
     * Targets: how many times faster than ctr.
     *
     * @param cold factor with an empty containerd 1.6 or 1.7
     * @param coldOnV2 factor with an empty containerd 2.x
     * @param warm factor when everything is there
     */
    record Target(double cold, double coldOnV2, double warm) {

        double of(Temperature temperature, ContainerdVersion version) {
            if (temperature == Temperature.WARM) {
                return warm;
            }
            return version == ContainerdVersion.V2 ? coldOnV2 : cold;
        }
    }

    private final String id;
    private final String title;
    private final Target target;

    Workload(String id, String title, Target target) {
        this.id = id;
        this.title = title;
        this.target = target;
    }

    /** Returns the archives to create. */
    abstract List<ArchiveSpec> archives();

    /** Returns the name on the command line. */
    String id() {
        return id;
    }

    /** Returns the name in the report. */
    String title() {
        return title;
    }

    Target target() {
        return target;
    }
}
