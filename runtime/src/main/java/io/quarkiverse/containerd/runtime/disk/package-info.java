/** Files that others name, and the room on disks. */
package io.quarkiverse.containerd.runtime.disk;
