package io.quarkiverse.containerd.runtime.oci;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * A complete image reference in docker's grammar: with a registry, and with a tag or a digest.
 *
 * @param repository registry and path, for example {@code docker.io/library/busybox}
 * @param object the tag, or {@code @} and the digest
 */
public record DockerReference(String repository, String object) {

    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final String LEGACY_DEFAULT_DOMAIN = "index.docker.io";
    private static final int MAX_REPOSITORY_LENGTH = 255;

    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");
    private static final String DOMAIN_PART = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String DOMAIN = "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]++])(?::[0-9]++)?";
    private static final String PATH_PART = "[a-z0-9]++(?:(?:__|[._]|-++)[a-z0-9]++)*+";
    private static final Pattern REFERENCE = Pattern.compile("(?<name>" + DOMAIN + "/" + PATH_PART + "(?:/" + PATH_PART + ")*+)"
            + "(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>(?<algorithm>[A-Za-z0-9+._-]++):(?<hex>[0-9a-fA-F]{32,})))?");
    private static final Map<String, Integer> DIGEST_DIGITS = Map.of("sha256", 64, "sha384", 96, "sha512", 128);
    private static final int MAX_LENGTH = 1024;

    /**
     * Parses a reference and completes it: registry {@code docker.io}, {@code library/} for single names, tag {@code
     * latest}. If it has both a tag and a digest, the digest is kept.
     *
     * @throws ImageException if this is not a reference; the message is that of containerd's {@code normalize image ref}
     */
    public static DockerReference parse(String text) throws ImageException {
        if (IDENTIFIER.matcher(text).matches()) {
            throw invalid(text, "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        String complete = complete(text);
        Matcher matcher = REFERENCE.matcher(complete);
        if (complete.length() > MAX_LENGTH) {
            throw invalid(text, "it must not be more than " + MAX_LENGTH + " characters");
        }
        if (!matcher.matches()) {
            throw invalid(text, reason(complete));
        }
        String name = matcher.group("name");
        if (name.length() > MAX_REPOSITORY_LENGTH) {
            throw invalid(text, "repository name must not be more than " + MAX_REPOSITORY_LENGTH + " characters");
        }
        if (matcher.group("digest") != null) {
            checkDigest(text, matcher.group("algorithm"), matcher.group("hex"));
            return new DockerReference(name, "@" + matcher.group("digest"));
        }
        return new DockerReference(name, matcher.group("tag") == null ? "latest" : matcher.group("tag"));
    }

    /** Returns the whole reference. */
    @Override
    public String toString() {
        return object.startsWith("@") ? repository + object : repository + ":" + object;
    }

    private static String complete(String text) {
        int slash = text.indexOf('/');
        String domain = DEFAULT_DOMAIN;
        String remainder = text;
        if (slash >= 0 && isDomain(text.substring(0, slash))) {
            domain = text.substring(0, slash);
            remainder = text.substring(slash + 1);
        }
        if (domain.equals(LEGACY_DEFAULT_DOMAIN)) {
            domain = DEFAULT_DOMAIN;
        }
        if (domain.equals(DEFAULT_DOMAIN) && remainder.indexOf('/') < 0) {
            remainder = "library/" + remainder;
        }
        return domain + "/" + remainder;
    }

    private static boolean isDomain(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static String reason(String complete) {
        String path = complete.substring(complete.indexOf('/') + 1);
        String remote = path.indexOf(':') < 0 ? path : path.substring(0, path.indexOf(':'));
        return remote.equals(remote.toLowerCase(Locale.ROOT)) ? "invalid reference format"
                : "invalid reference format: repository name must be lowercase";
    }

    private static void checkDigest(String text, String algorithm, String hex) throws ImageException {
        Integer digits = DIGEST_DIGITS.get(algorithm);
        if (digits == null) {
            throw invalid(text, "unsupported digest algorithm");
        }
        if (hex.length() != digits) {
            throw invalid(text, "invalid checksum digest length");
        }
        if (!hex.equals(hex.toLowerCase(Locale.ROOT))) {
            throw invalid(text, "invalid checksum digest format");
        }
    }

    private static ImageException invalid(String text, String reason) {
        return new ImageException(
                "normalize image ref \"" + BoundedText.name(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\": "
                        + reason);
    }
}
