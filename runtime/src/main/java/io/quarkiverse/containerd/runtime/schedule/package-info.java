/** Schedules: when containerd is probed, and when the preseed's directory is scanned. */
package io.quarkiverse.containerd.runtime.schedule;
