/** What containerd holds of the preseed's: contents of namespaces, leases, labels and snapshotters. */
package io.quarkiverse.containerd.runtime.preseed.store;
