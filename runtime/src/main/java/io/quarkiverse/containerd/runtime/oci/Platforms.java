package io.quarkiverse.containerd.runtime.oci;

import java.util.Locale;

/** Parses, formats and normalizes platforms, as containerd's platforms package does. */
public final class Platforms {

    private Platforms() {
    }

    /** Returns the platform of this machine, normalized. */
    public static Platform host() {
        return normalize(new Platform(hostOs(), System.getProperty("os.arch", ""), "", ""));
    }

    /**
     * Parses {@code os/architecture[/variant]}.
     *
     * @throws IllegalArgumentException if the text is malformed
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || text.startsWith("/") || text.endsWith("/") || text.contains("//")) {
            throw new IllegalArgumentException(
                    "platform \"" + text + "\" is not of the form os/architecture[/variant], for example linux/arm64");
        }
        return normalize(new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "", ""));
    }

    /** Formats a platform as {@code os/architecture[/variant]}, normalized. */
    public static String format(Platform platform) {
        Platform normal = normalize(platform);
        return normal.os() + "/" + normal.architecture() + (normal.variant().isEmpty() ? "" : "/" + normal.variant());
    }

    /**
     * Normalizes a platform: {@code x86_64} becomes {@code amd64}, a missing operating system becomes that of
     * the machine.
     */
    static Platform normalize(Platform platform) {
        String os = normalizeOs(platform.os());
        String architecture = platform.architecture().toLowerCase(Locale.ROOT);
        String variant = platform.variant().toLowerCase(Locale.ROOT);
        return switch (architecture) {
            case "i386" -> new Platform(os, "386", "", platform.osVersion());
            case "x86_64", "x86-64", "amd64" ->
                new Platform(os, "amd64", variant.equals("v1") ? "" : variant, platform.osVersion());
            case "aarch64", "arm64" -> new Platform(os, "arm64", arm64Variant(variant), platform.osVersion());
            case "armhf" -> new Platform(os, "arm", "v7", platform.osVersion());
            case "armel" -> new Platform(os, "arm", "v6", platform.osVersion());
            case "arm" -> new Platform(os, "arm", armVariant(variant), platform.osVersion());
            default -> new Platform(os, architecture, variant, platform.osVersion());
        };
    }

    private static String arm64Variant(String variant) {
        return variant.equals("8") || variant.equals("v8") ? "" : variant;
    }

    private static String armVariant(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }

    private static String normalizeOs(String os) {
        String lower = os.isEmpty() ? hostOs() : os.toLowerCase(Locale.ROOT);
        return lower.equals("macos") ? "darwin" : lower;
    }

    private static String hostOs() {
        String name = System.getProperty("os.name", "linux").toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return "darwin";
        }
        return name.startsWith("windows") ? "windows" : name;
    }
}
