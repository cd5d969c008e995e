/**
 * Measures the preseed against {@code ctr images import}: the same archives into the same containerd, by turns, and the same
 * result.
 */
package io.quarkiverse.containerd.benchmark;
