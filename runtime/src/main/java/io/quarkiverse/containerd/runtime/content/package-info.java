/** Blobs as files of containerd's content directory: placed there instead of being sent, found lost, and placed again. */
package io.quarkiverse.containerd.runtime.content;
