/**
 * The keys of {@code quarkus.containerd}: one interface for each section, the only place of names, defaults and descriptions.
 */
package io.quarkiverse.containerd.runtime.config;
