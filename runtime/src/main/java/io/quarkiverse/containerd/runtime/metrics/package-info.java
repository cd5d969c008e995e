/** What the node daemon knows, as metrics of whichever metrics extension the application has. */
package io.quarkiverse.containerd.runtime.metrics;
