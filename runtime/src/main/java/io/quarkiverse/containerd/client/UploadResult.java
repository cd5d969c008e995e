package io.quarkiverse.containerd.client;

/**
 * What an upload did.
 *
 * @param existed whether the namespace had the blob already
 * @param bytesSent bytes of the blob that went over the wire, those of a failed first attempt included
 */
public record UploadResult(boolean existed, long bytesSent) {
}
