/** The node daemon's state as metrics, through whichever metrics extension the application has. */
package io.quarkiverse.containerd.runtime.metrics;
