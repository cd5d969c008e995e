/**
 * containerd's API in this project's own words: a blocking client over a gRPC channel, and the channel over the unix socket.
 * Nothing above this package sees a generated class.
 */
package io.quarkiverse.containerd.client;
