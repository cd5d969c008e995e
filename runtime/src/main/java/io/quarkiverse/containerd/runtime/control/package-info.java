/** The control socket: the state of the daemon as JSON by HTTP on a unix socket, and commands to it. */
package io.quarkiverse.containerd.runtime.control;
