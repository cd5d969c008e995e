/** TOML as trees that remember the source of each value. */
package io.quarkiverse.containerd.runtime.render.toml;
