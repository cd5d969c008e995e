package io.quarkiverse.containerd.runtime.grpc;

import java.util.regex.Pattern;

/** containerd's rule for the names of namespaces. */
public final class NamespaceNames {

    /** The rule, in words. */
    public static final String RULE = "1 to 76 letters and digits, with single '.', '_' or '-' between them";

    private static final int MAX_LENGTH = 76;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");

    private NamespaceNames() {
    }

    /** Whether containerd accepts this name. */
    public static boolean isValid(String name) {
        return name.length() <= MAX_LENGTH && NAME.matcher(name).matches();
    }

    static String requireValid(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is not a valid containerd namespace: a name has " + RULE);
        }
        return name;
    }
}
