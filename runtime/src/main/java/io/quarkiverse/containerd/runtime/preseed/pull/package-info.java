/** The pull of images from image lists through the Container Runtime Interface. */
package io.quarkiverse.containerd.runtime.preseed.pull;
