/** The preseed: the loop that decides which archive is loaded when, and the status of every archive. */
package io.quarkiverse.containerd.runtime.preseed;
