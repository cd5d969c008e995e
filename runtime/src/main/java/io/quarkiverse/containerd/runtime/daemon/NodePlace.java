package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;

/**
 * Where a supervised bean stands in the tree.
 *
 * @param parent the DN of its parent
 * @param name the last part of its DN
 * @param group its group among the children of its parent, or an empty string if it is alone
 * @param outlives DNs of the siblings that it outlives
 */
public record NodePlace(String parent, String name, String group, List<String> outlives) {

    /** The DN. */
    public String dn() {
        return parent + "." + name;
    }
}
