package io.quarkiverse.containerd.runtime.render.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.oci.DockerReference;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.text.BoundedText;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.net.CidrAddress;

/**
 * The values that a key may have, whatever other keys say.
 *
 * @param allowed the allowed values in words, such as {@code a number from 0 to 1}; follows "use" in messages
 * @param shown the value as messages show it; empty for one that may be secret
 * @param fault what is wrong with a value that is not allowed
 */
record Bounds<T>(String allowed, Function<T, String> shown, Function<T, Optional<String>> fault) {

    /** The longest path of a socket that containerd binds, in bytes. */
    static final int LONGEST_SOCKET = 104;
    /** A Go duration is a number of nanoseconds of 64 bits. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final String SPAN = "less than 292 years";
    private static final String OUT_OF_RANGE = "is out of range";
    private static final String RELATIVE = "is relative";
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:[A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.%]+\\]):(\\d{1,5})");
    private static final int LARGEST_PORT = 65535;
    /** As Go reads it: an underscore may be in a name, and the percent sign of a zone is escaped. */
    private static final Pattern URL_HOST = Pattern
            .compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~-]+)?\\])(?::(\\d{1,5}))?");
    private static final Pattern PLUGIN_NAME = Pattern.compile("io\\.containerd\\.[^.]*\\..*");

    private static final Set<String> SIGNALS = Set.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH", "ABRT", "ALRM",
            "PWR", "KILL");

    static final Bounds<Path> ABSOLUTE_PATH = absolutePath("an absolute path");
    static final Bounds<Path> SEARCH_DIRECTORY = directoryInList("PATH");
    static final Bounds<Path> REGISTRY_DIRECTORY = directoryInList("containerd's config_path");
    static final Bounds<Path> SOCKET = pathOfAtMost(LONGEST_SOCKET);
    /** containerd adds a slash and 64 hexadecimal digits. */
    static final Bounds<Path> SHIM_SOCKETS = pathOfAtMost(42);
    static final Bounds<Duration> POSITIVE = new Bounds<>("a duration above 0 and " + SPAN, Bounds::duration,
            outside(duration -> duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0));
    static final Bounds<Duration> NOT_NEGATIVE = new Bounds<>("a duration of at least 0 and " + SPAN, Bounds::duration,
            outside(duration -> !duration.isNegative() && duration.compareTo(LONGEST) <= 0));
    static final Bounds<Duration> WHOLE_SECONDS = new Bounds<>("whole seconds above 0, such as 10s", Bounds::duration,
            duration -> when(duration.getNano() != 0 || duration.toSeconds() < 1 || duration.toSeconds() > Integer.MAX_VALUE,
                    "is not a number of whole seconds above 0"));
    static final Bounds<String> HOST_AND_PORT_ADDRESS = new Bounds<>(
            "an address with a port, such as 127.0.0.1:1338 or [::1]:1338", Bounds::quoted,
            address -> when(!isHostAndPort(address), "is not an address with a port"));
    /** The value is not shown, because it may hold a password. */
    static final Bounds<URI> HTTP_URL = new Bounds<>(
            "a URL such as https://host.example:5000, with a path if need be, without user, query and fragment", url -> "",
            url -> hasTwoSchemes(url) ? Optional.of("has two schemes") : when(!isHttp(url), "is not the URL of a host"));
    /** The value is not shown, because it may hold a password. */
    static final Bounds<URI> PROBE_URL = new Bounds<>(
            "a URL such as http://127.0.0.1:10248/healthz, without user and fragment", url -> "",
            url -> when(!isProbe(url), "is not the URL of a host"));
    static final Bounds<String> SIGNAL = new Bounds<>("the name of a signal, such as TERM, INT, QUIT, HUP, USR1 or WINCH",
            Bounds::quoted, signal -> when(!SIGNALS.contains(signal.startsWith("SIG") ? signal.substring(3) : signal),
                    "is no signal that ends a process"));
    static final Bounds<String> IMAGE_REFERENCE = new Bounds<>("a reference to an image, such as registry.k8s.io/pause:3.10",
            Bounds::quoted, reference -> {
                try {
                    DockerReference.parse(reference);
                    return Optional.empty();
                } catch (ImageException e) {
                    return Optional.of("is not a reference to an image");
                }
            });
    /** containerd refuses a whole configuration because of another one; a name with fewer parts chooses no plugin. */
    static final Bounds<String> PLUGIN = new Bounds<>(
            "the full name of a plugin, such as io.containerd.snapshotter.v1.zfs, or cri", Bounds::quoted,
            plugin -> when(!PLUGIN_NAME.matcher(ContainerdSettings.fullName(plugin)).matches(),
                    "is not the full name of a plugin"));
    static final Bounds<String> VARIABLE_NAME = new Bounds<>("the name of an environment variable", Bounds::quoted,
            name -> when(name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0,
                    "is not the name of an environment variable"));
    static final Bounds<String> GLOB = new Bounds<>("a glob relative to the preseed's directory, such as k8s.io/*.tar",
            Bounds::quoted,
            glob -> glob.startsWith("/") ? Optional.of("is absolute") : notAGlob(glob).or(() -> choosesNothing(glob)));
    static final Bounds<String> IMAGE_NAME_PATTERN = new Bounds<>("patterns of image names, such as registry.example/*",
            Bounds::quoted, pattern -> when(pattern.isEmpty() || pattern.chars().anyMatch(Character::isWhitespace),
                    "is no pattern of image names"));
    static final Bounds<String> ARCHIVE_GLOB = new Bounds<>(GLOB.allowed(), GLOB.shown(), glob -> GLOB.fault().apply(glob)
            .or(() -> when(glob.endsWith(".images"),
                    "chooses image lists, whose images come from the network and are never required")));
    /** What the plugin host-local can give pods addresses from, beside that of their gateway. */
    static final Bounds<CidrAddress> POD_RANGE = new Bounds<>(
            "a range of unicast addresses with room for a pod, such as 10.92.0.0/24 or fd00:92::/64", Bounds::quoted,
            range -> isUnicast(range) ? when(hostBits(range) < 2, "is too small")
                    : Optional.of("is not a range of unicast addresses"));
    static final Bounds<CidrAddress> ROUTE = new Bounds<>(
            "destinations other than those of the default routes, which are always there", Bounds::quoted,
            route -> when(route.getNetmaskBits() == 0, "is a default route"));
    static final Bounds<List<String>> PLATFORMS = new Bounds<>("all, or platforms such as linux/amd64 and linux/arm/v7",
            platforms -> "", platforms -> {
                try {
                    PlatformMatcher.parse(platforms);
                    return Optional.empty();
                } catch (IllegalArgumentException e) {
                    return Optional.of(e.getMessage());
                }
            });

    /** @throws ConfigurationException naming the key, the value and what is allowed */
    void check(String key, T value) {
        fault.apply(value).ifPresent(reason -> {
            throw new ConfigurationException(key, (shown.apply(value) + ' ' + reason).strip() + "; use " + allowed);
        });
    }

    static Bounds<Integer> integer(int least, int most) {
        return new Bounds<>(most == Integer.MAX_VALUE ? "a number of at least " + least : range(least, most), String::valueOf,
                outside(number -> number >= least && number <= most));
    }

    static Bounds<Integer> zeroOr(int least, int most) {
        return new Bounds<>("0, or " + range(least, most), String::valueOf,
                outside(number -> number == 0 || number >= least && number <= most));
    }

    static Bounds<Double> decimal(double least, double most) {
        // false for NaN as well
        return new Bounds<>(range(plain(least), plain(most)), String::valueOf,
                outside(number -> number >= least && number <= most));
    }

    static Bounds<MemorySize> size(long least, long most) {
        return new Bounds<>(least + " to " + most + " bytes", size -> size.asBigInteger() + " bytes",
                outside(size -> size.asBigInteger().compareTo(BigInteger.valueOf(least)) >= 0
                        && size.asBigInteger().compareTo(BigInteger.valueOf(most)) <= 0));
    }

    static Bounds<String> oneOf(String... words) {
        return new Bounds<>(String.join(" or ", words), Bounds::quoted,
                word -> when(!List.of(words).contains(word), "is unknown"));
    }

    static Bounds<Path> absolutePath(String allowed) {
        return new Bounds<>(allowed, Bounds::quoted, path -> when(!path.isAbsolute(), RELATIVE));
    }

    private static Bounds<Path> directoryInList(String list) {
        return new Bounds<>("an absolute path without a colon", Bounds::quoted,
                path -> !path.isAbsolute() ? Optional.of(RELATIVE)
                        : when(path.toString().indexOf(':') >= 0, "has a colon, which separates the directories of " + list));
    }

    /** The same for each element of a collection; messages show the first that is not allowed. */
    static <T, C extends Collection<T>> Bounds<C> each(Bounds<T> element) {
        return new Bounds<>(element.allowed(), all -> element.firstFaulty(all).map(element.shown()).orElse(""),
                all -> element.firstFaulty(all).flatMap(element.fault()));
    }

    private static Bounds<Path> pathOfAtMost(int longest) {
        return new Bounds<>("an absolute path of at most " + longest + " bytes", Bounds::quoted, path -> {
            int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
            return path.isAbsolute() ? when(length > longest, "has " + length + " bytes") : Optional.of(RELATIVE);
        });
    }

    private Optional<T> firstFaulty(Collection<T> all) {
        return all.stream().filter(value -> fault.apply(value).isPresent()).findFirst();
    }

    private static <T> Function<T, Optional<String>> outside(Predicate<T> inside) {
        return value -> when(!inside.test(value), OUT_OF_RANGE);
    }

    private static Optional<String> when(boolean wrong, String fault) {
        return wrong ? Optional.of(fault) : Optional.empty();
    }

    private static String range(Object least, Object most) {
        return "a number from " + least + " to " + most;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private static String quoted(Object value) {
        return "'" + BoundedText.name(String.valueOf(value)) + "'";
    }

    private static String duration(Duration duration) {
        return (duration.isNegative() ? "-" : "") + GoDuration.format(duration.abs());
    }

    private static boolean isHostAndPort(String address) {
        Matcher matcher = HOST_AND_PORT.matcher(address);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) <= LARGEST_PORT;
    }

    /** The second scheme is parsed as a host with an empty port. */
    private static boolean hasTwoSchemes(URI url) {
        return url.getRawAuthority() != null && url.getRawAuthority().endsWith(":") && url.getPath().startsWith("//");
    }

    private static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && isUrlHost(url.getRawAuthority())
                && url.getQuery() == null && url.getFragment() == null;
    }

    private static boolean isProbe(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && isUrlHost(url.getRawAuthority())
                && url.getHost() != null && url.getFragment() == null;
    }

    private static boolean isUrlHost(String authority) {
        Matcher matcher = URL_HOST.matcher(authority == null ? "" : authority);
        return matcher.matches() && (matcher.group(1) == null || Integer.parseInt(matcher.group(1)) <= LARGEST_PORT);
    }

    private static boolean isUnicast(CidrAddress range) {
        InetAddress network = range.getNetworkAddress();
        // an IPv4 range that is written as one of IPv6 has a longer prefix than IPv4 has
        return range.getNetmaskBits() > 0 && hostBits(range) >= 0 && !network.isMulticastAddress()
                && !network.isLoopbackAddress();
    }

    private static int hostBits(CidrAddress range) {
        return range.getNetworkAddress().getAddress().length * Byte.SIZE - range.getNetmaskBits();
    }

    /** Archives are two levels below the directory, so that some globs can choose none. */
    private static Optional<String> choosesNothing(String glob) {
        List<String> parts = Stream.of(glob.split("/")).filter(part -> !part.isEmpty() && !part.equals(".")).toList();
        if (parts.contains("..")) {
            return Optional.of("leads out of that directory");
        }
        return when(!glob.contains("**") && glob.indexOf('{') < 0 && parts.size() != 2,
                "chooses nothing, because archives are in directories of namespaces there");
    }

    private static Optional<String> notAGlob(String glob) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + glob);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("is not a glob (" + e.getDescription() + ")");
        }
    }
}
