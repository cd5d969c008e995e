package io.quarkiverse.containerd.runtime.oci;

import io.quarkiverse.containerd.client.Digest;

/**
 * A layer of an image.
 *
 * @param blob the stored layer, compressed or not
 * @param diffId digest of the uncompressed layer
 * @param chainId chain ID: the digest that identifies the file system made of this layer and all below it
 */
public record ImageLayer(Descriptor blob, Digest diffId, Digest chainId) {
}
