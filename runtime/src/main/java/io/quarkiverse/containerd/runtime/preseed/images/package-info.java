/** The treatment of images once they are loaded: unpacking, pinning and pruning. */
package io.quarkiverse.containerd.runtime.preseed.images;
