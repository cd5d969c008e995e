/** The state of the node daemon as JSON documents, for everything that shows it. */
package io.quarkiverse.containerd.runtime.documents;
