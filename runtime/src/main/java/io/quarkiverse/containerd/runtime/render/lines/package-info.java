/** The lines of rendered files: what each comes from, and which of it may be shown. */
package io.quarkiverse.containerd.runtime.render.lines;
