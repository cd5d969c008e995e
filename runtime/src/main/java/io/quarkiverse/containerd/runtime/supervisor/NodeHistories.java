package io.quarkiverse.containerd.runtime.supervisor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Histories of nodes by DN. Of DNs without a node only the most recently used are kept, so that a runnable that makes
 * up names cannot exhaust the memory. Guarded by the lock of the tree.
 */
final class NodeHistories {

    private static final int CAPACITY = 4096;

    private final Map<String, Node.History> histories = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Node.History> eldest) {
            return size() > CAPACITY;
        }
    };

    Node.History of(String dn) {
        return histories.computeIfAbsent(dn, name -> new Node.History());
    }
}
