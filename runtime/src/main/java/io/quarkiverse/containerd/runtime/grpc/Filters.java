package io.quarkiverse.containerd.runtime.grpc;

/** Expressions of containerd's filter language. */
final class Filters {

    private Filters() {
    }

    static String label(String key, String value) {
        return hasLabel(key) + "==" + quoted(value);
    }

    static String hasLabel(String key) {
        return "labels." + quoted(key);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
