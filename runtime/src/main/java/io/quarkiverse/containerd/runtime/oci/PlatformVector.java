package io.quarkiverse.containerd.runtime.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The platforms that a processor runs, best first, as containerd's platforms package derives them; all normalized. */
record PlatformVector(List<Platform> platforms) {

    private static final Pattern MINOR_VARIANT = Pattern.compile("v([89])(?:\\.([0-9]))?");
    private static final int LOWEST_ARM = 5;

    static PlatformVector of(Platform wanted) {
        Platform platform = Platforms.normalize(wanted);
        List<Platform> vector = new ArrayList<>();
        vector.add(platform);
        switch (platform.architecture()) {
            case "amd64" -> {
                lowerVariants(platform, "amd64", 1, vector);
                vector.add(withVariant(platform, "386", ""));
            }
            case "arm" -> lowerVariants(platform, "arm", LOWEST_ARM, vector);
            case "arm64" -> {
                lowerArm64Variants(platform, vector);
                vector.add(withVariant(platform, "arm", "v8"));
                lowerVariants(withVariant(platform, "arm", "v8"), "arm", LOWEST_ARM, vector);
            }
            default -> {
            }
        }
        return new PlatformVector(vector.stream().map(Platforms::normalize).toList());
    }

    boolean contains(Platform candidate) {
        return rank(candidate) >= 0;
    }

    /** Returns the rank of a platform, 0 for the best; -1 if the processor does not run it. */
    int rank(Platform candidate) {
        Platform normalized = Platforms.normalize(candidate);
        for (int rank = 0; rank < platforms.size(); rank++) {
            if (accepts(platforms.get(rank), normalized)) {
                return rank;
            }
        }
        return -1;
    }

    private static boolean accepts(Platform wanted, Platform offered) {
        return wanted.os().equals(offered.os()) && wanted.architecture().equals(offered.architecture())
                && wanted.variant().equals(offered.variant()) && acceptsBuild(wanted, offered);
    }

    /** Compares Windows builds: an image runs only on the build it was made for. */
    private static boolean acceptsBuild(Platform wanted, Platform offered) {
        return !wanted.os().equals("windows") || wanted.osVersion().isEmpty() || offered.osVersion().isEmpty()
                || build(wanted.osVersion()).equals(build(offered.osVersion()));
    }

    private static String build(String osVersion) {
        int minor = osVersion.indexOf('.', osVersion.indexOf('.') + 1);
        int revision = osVersion.indexOf('.', minor + 1);
        return minor < 0 || revision < 0 ? osVersion : osVersion.substring(0, revision);
    }

    private static void lowerVariants(Platform platform, String architecture, int lowest, List<Platform> vector) {
        String variant = platform.variant();
        if (!variant.matches("v[0-9]")) {
            return;
        }
        for (int version = variant.charAt(1) - '1'; version >= lowest; version--) {
            vector.add(withVariant(platform, architecture, "v" + version));
        }
    }

    /** An Armv9.n processor runs what an Armv8.(n+5) runs. */
    private static void lowerArm64Variants(Platform platform, List<Platform> vector) {
        Matcher variant = MINOR_VARIANT.matcher(platform.variant());
        if (!variant.matches()) {
            return;
        }
        int minor = variant.group(2) == null ? 0 : variant.group(2).charAt(0) - '0';
        int highestV8 = minor;
        if (variant.group(1).equals("9")) {
            for (int lower = minor - 1; lower >= 0; lower--) {
                vector.add(withVariant(platform, "arm64", lower == 0 ? "v9" : "v9." + lower));
            }
            highestV8 = minor + 6;
        }
        for (int lower = highestV8 - 1; lower >= 0; lower--) {
            vector.add(withVariant(platform, "arm64", lower == 0 ? "v8" : "v8." + lower));
        }
    }

    private static Platform withVariant(Platform platform, String architecture, String variant) {
        return new Platform(platform.os(), architecture, variant, platform.osVersion());
    }
}
