package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.Compressor;

/** A set of archives to load. The targets say how many times faster than ctr the preseed should be. */
enum Workload {

    SMALL("small", "10 small images of 5 MB", new Target(4, 4, 4, 40)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(10, true, image -> List.of(LayerSpec.gzip(3 * MB), LayerSpec.gzip(3 * MB / 2),
                    LayerSpec.gzip(MB / 2)));
        }
    },
    GZIP("gzip", "one 500 MB image, gzip layers", new Target(10, 8, 5, 300)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(1, true, image -> List.of(LayerSpec.gzip(200 * MB), LayerSpec.gzip(150 * MB),
                    LayerSpec.gzip(90 * MB), LayerSpec.gzip(50 * MB), LayerSpec.gzip(10 * MB)));
        }
    },
    PLAIN("plain", "one 500 MB docker archive, plain layers", new Target(10, 8, 5, 300)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(1, false, image -> List.of(LayerSpec.plain(200 * MB), LayerSpec.plain(150 * MB),
                    LayerSpec.plain(90 * MB), LayerSpec.plain(50 * MB), LayerSpec.plain(10 * MB)));
        }
    },
    /** Layers per image: 25 MB shared by all images, 15 MB shared by five, and 10 MB of its own. */
    SHARED("shared", "20 images sharing layers, 1 GB", new Target(18, 13, 11, 100)) {
        @Override
        List<ArchiveSpec> archives() {
            return ArchiveSpec.images(20, true, image -> List.of(LayerSpec.gzip(25 * MB).shared("base"),
                    LayerSpec.gzip(15 * MB).shared("runtime" + image / 5), LayerSpec.gzip(9 * MB), LayerSpec.gzip(MB)));
        }
    },
    ZSTD("zstd", "1 GB docker archive in zstd", new Target(3, 3, 3, 300), Compression.ZSTD) {
        @Override
        List<ArchiveSpec> archives() {
            return large();
        }
    },
    WHOLE_GZIP("whole-gzip", "1 GB docker archive in gzip", new Target(1, 1, 1, 300), Compression.GZIP) {
        @Override
        List<ArchiveSpec> archives() {
            return large();
        }
    },
    UNPACKED("unpacked", "1 GB docker archive in zstd, unpacked", new Target(1.3, 1.3, 1.3, 1), Compression.ZSTD) {
        @Override
        List<ArchiveSpec> archives() {
            return large();
        }

        @Override
        boolean isUnpacked() {
            return true;
        }
    };

    private static final long MB = 1_000_000;

    /**
     * Targets: how many times faster than ctr.
     *
     * @param coldOnV16 factor with an empty containerd 1.6
     * @param coldOnV17 factor with an empty containerd 1.7
     * @param coldOnV2 factor with an empty containerd 2.x
     * @param warm factor when everything is there
     */
    record Target(double coldOnV16, double coldOnV17, double coldOnV2, double warm) {

        double of(Temperature temperature, ContainerdVersion version) {
            if (temperature == Temperature.WARM) {
                return warm;
            }
            return switch (version) {
                case V1_6 -> coldOnV16;
                case V1_7 -> coldOnV17;
                case V2 -> coldOnV2;
            };
        }
    }

    /** The compression of an archive as a whole, with the program that decompresses it for ctr. */
    enum Compression {
        NONE(".tar", Compressor.NONE),
        GZIP(".tar.gz", Compressor.GZIP, "gzip", "-dc"),
        ZSTD(".tar.zst", Compressor.ZSTD, "zstd", "-dc");

        private final String suffix;
        private final Compressor compressor;
        private final List<String> program;

        Compression(String suffix, Compressor compressor, String... program) {
            this.suffix = suffix;
            this.compressor = compressor;
            this.program = List.of(program);
        }

        String suffix() {
            return suffix;
        }

        Compressor compressor() {
            return compressor;
        }

        /** Returns the command that decompresses a file to its output; empty if nothing is to be decompressed. */
        List<String> command(Path archive) {
            return program.isEmpty() ? program
                    : Stream.concat(program.stream(), Stream.of(archive.toString())).toList();
        }
    }

    private final String id;
    private final String title;
    private final Target target;
    private final Compression compression;

    Workload(String id, String title, Target target) {
        this(id, title, target, Compression.NONE);
    }

    Workload(String id, String title, Target target, Compression compression) {
        this.id = id;
        this.title = title;
        this.target = target;
        this.compression = compression;
    }

    private static List<ArchiveSpec> large() {
        return ArchiveSpec.images(1, false, image -> List.of(LayerSpec.words(530 * MB), LayerSpec.words(530 * MB)));
    }

    /** Returns the archives to create. */
    abstract List<ArchiveSpec> archives();

    /** Whether each archive is compressed as a whole. */
    boolean isWhole() {
        return compression != Compression.NONE;
    }

    /** Whether the images are unpacked, too. */
    boolean isUnpacked() {
        return false;
    }

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

    /** Returns the compression of each archive as a whole. */
    Compression compression() {
        return compression;
    }
}
