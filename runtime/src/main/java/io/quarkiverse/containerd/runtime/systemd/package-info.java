/** Notifications for systemd by the protocol of sd_notify(3): a view that changes nothing. */
package io.quarkiverse.containerd.runtime.systemd;
