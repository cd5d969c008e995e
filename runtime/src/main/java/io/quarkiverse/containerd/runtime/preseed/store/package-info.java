/** The preseed's view of containerd's stores: contents of namespaces, leases, labels and snapshotters. */
package io.quarkiverse.containerd.runtime.preseed.store;
