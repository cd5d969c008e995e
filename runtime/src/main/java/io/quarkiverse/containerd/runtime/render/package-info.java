/**
 * The way from the configuration to the files that containerd, runsc's shim and the CNI plugins read: pure functions without
 * I/O.
 */
package io.quarkiverse.containerd.runtime.render;
