package io.quarkiverse.containerd.runtime.config;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** Bounds for every archive; one beyond them is an error. */
@ConfigGroup
public interface PreseedLimitsConfig {

    /**
     * The largest number of entries of an archive, and of blobs of its images.
     */
    @WithDefault("50000")
    int entries();

    /**
     * The largest number of names that an archive gives to images.
     */
    @WithDefault("5000")
    int images();

    /**
     * The largest number of bytes of names and extended headers of an archive.
     */
    @WithDefault("16M")
    MemorySize metadata();

    /**
     * The largest JSON document: index, manifest or configuration.
     */
    @WithDefault("20M")
    MemorySize document();

    /**
     * The largest number of levels of nested indexes.
     */
    @WithDefault("32")
    int indexDepth();

    /**
     * The largest number of levels of objects and arrays in a JSON document.
     */
    @WithDefault("100")
    int jsonDepth();

    /**
     * The largest number of bytes of holes in all sparse files of an archive.
     */
    @WithDefault("4G")
    MemorySize holes();

    /**
     * The largest number of bytes that a compressed archive decompresses to.
     */
    @WithDefault("64G")
    MemorySize decompressed();

    /**
     * The largest window of an archive compressed with xz or zstd, and of all that are decompressed at the same time together,
     * which is held in memory.
     */
    @WithDefault("128M")
    MemorySize window();
}
