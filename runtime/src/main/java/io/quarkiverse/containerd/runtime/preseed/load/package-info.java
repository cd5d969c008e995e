/** The import of one archive into containerd: the plan, the disk space, the blobs and the image records. */
package io.quarkiverse.containerd.runtime.preseed.load;
