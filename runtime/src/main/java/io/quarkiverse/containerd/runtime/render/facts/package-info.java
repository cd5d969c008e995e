/** The facts about containerd and the host that rendering depends on, as data. */
package io.quarkiverse.containerd.runtime.render.facts;
