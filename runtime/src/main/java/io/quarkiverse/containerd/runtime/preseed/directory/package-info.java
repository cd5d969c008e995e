/** The preseed directory: the archives and image lists in it, and its changes. */
package io.quarkiverse.containerd.runtime.preseed.directory;
