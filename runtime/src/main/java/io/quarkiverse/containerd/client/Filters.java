package io.quarkiverse.containerd.client;

/** Expressions of containerd's filter language. */
final class Filters {

    private Filters() {
    }

    static String label(String key, String value) {
        return "labels." + quoted(key) + "==" + quoted(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
