/** The table of containerd's settings, with the bounds of all keys and the values that depend on the host. */
package io.quarkiverse.containerd.runtime.render.settings;
