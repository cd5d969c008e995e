/** Files that others name, the errors of using them, and the room on disks. */
package io.quarkiverse.containerd.runtime.disk;
