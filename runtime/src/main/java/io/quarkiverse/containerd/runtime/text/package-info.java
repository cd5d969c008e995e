/** Text from outside, such as names in archives and what other programs print, made fit for logs, errors and health data. */
package io.quarkiverse.containerd.runtime.text;
