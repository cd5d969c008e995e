/** The rules between keys, checked before anything is rendered. */
package io.quarkiverse.containerd.runtime.render.validation;
