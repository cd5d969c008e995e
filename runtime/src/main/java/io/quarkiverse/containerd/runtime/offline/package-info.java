/** What can be done with the configuration and the host while no daemon runs, for the command line. */
package io.quarkiverse.containerd.runtime.offline;
