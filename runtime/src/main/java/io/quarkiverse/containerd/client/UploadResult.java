package io.quarkiverse.containerd.client;

/**
 * The result of {@link ContentStore#write}.
 *
 * @param existed whether the namespace already had the blob
 * @param bytesSent the bytes of the blob that were sent, including those of a failed first attempt
 */
public record UploadResult(boolean existed, long bytesSent) {
}
