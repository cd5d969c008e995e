/** The keys of {@code quarkus.containerd}: the one place where names, defaults and their documentation stand. */
package io.quarkiverse.containerd.runtime.config;
