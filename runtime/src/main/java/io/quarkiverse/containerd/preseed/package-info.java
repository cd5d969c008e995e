/** Image archives from disk into containerd's content and image stores. */
package io.quarkiverse.containerd.preseed;
