/** The files besides containerd's own configuration: CNI, {@code hosts.toml}, {@code runsc.toml} and the runsc wrapper. */
package io.quarkiverse.containerd.runtime.render.files;
