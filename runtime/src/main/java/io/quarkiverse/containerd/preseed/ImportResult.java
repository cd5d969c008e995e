package io.quarkiverse.containerd.preseed;

import java.util.List;

/**
 * What an import did.
 *
 * @param images names of the image records
 * @param notes what was left out, one sentence each
 * @param bytesSent bytes of blobs that were sent
 * @param bytesPresent bytes of blobs that containerd had
 */
record ImportResult(List<String> images, List<String> notes, long bytesSent, long bytesPresent) {

    static final ImportResult NOTHING = new ImportResult(List.of(), List.of(), 0, 0);
}
