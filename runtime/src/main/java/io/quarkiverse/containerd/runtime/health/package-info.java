/**
 * The three health checks: views of the node daemon that change nothing.
 * <p>
 * The words of a key of their data are joined by underscores. A key with a name that is not the extension's own (a DN, an
 * archive's path, an image's reference) is a kind, that name and an attribute, joined by dots.
 */
package io.quarkiverse.containerd.runtime.health;
