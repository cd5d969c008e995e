/** The settings of the preseed, as immutable records. */
package io.quarkiverse.containerd.runtime.preseed.settings;
