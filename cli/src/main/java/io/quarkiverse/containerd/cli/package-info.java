/** The command line of a node daemon. */
package io.quarkiverse.containerd.cli;
