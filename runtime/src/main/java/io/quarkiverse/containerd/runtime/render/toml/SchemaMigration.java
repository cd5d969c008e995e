package io.quarkiverse.containerd.runtime.render.toml;

/** The moves of settings from older versions of the configuration schema to the one that is rendered. */
@FunctionalInterface
public interface SchemaMigration {

    /** The version that a file without one is taken for: what newer versions have elsewhere moves, and nothing else. */
    int OLDEST = 2;

    /** Returns a setting of a version of the schema, not newer than the one that is rendered, as that one has it. */
    TomlSetting migrate(TomlSetting setting, int schema);
}
