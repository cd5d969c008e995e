package io.quarkiverse.containerd.runtime.render.settings;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;

/** What values must be; each method throws a {@link ConfigurationException} that names the key and the remedy. */
public final class Require {

    /** The longest socket path that containerd binds, in bytes. */
    private static final int SOCKET_PATH_LIMIT = 104;
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:[A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.%]+\\]):(\\d{1,5})");

    private Require() {
    }

    public static void absolute(String key, Path path) {
        absolute(key, path, "give it from /");
    }

    public static void absolute(String key, Path path, String remedy) {
        if (!path.isAbsolute()) {
            throw new ConfigurationException(key, "'" + path + "' is not an absolute path; " + remedy);
        }
    }

    public static void socketPath(String key, String socket) {
        int length = socket.getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_LIMIT) {
            throw new ConfigurationException(key, "the socket path " + socket + " has " + length
                    + " bytes, but a socket's path has " + SOCKET_PATH_LIMIT + " at most; use a shorter directory");
        }
    }

    static void hostAndPort(String key, String address) {
        var matcher = HOST_AND_PORT.matcher(address);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 65535) {
            throw new ConfigurationException(key,
                    "'" + address + "' is not an address with a port; write one like 127.0.0.1:1338 or [::1]:1338");
        }
    }

    public static void httpUrl(String key, URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null
                || url.getFragment() != null) {
            throw new ConfigurationException(key,
                    "is not a URL of a host; write one like https://host.example:5000, with a path if need be and no user");
        }
    }

    /** The name of an environment variable. */
    public static void variable(String key, String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new ConfigurationException(key, "is not a name of an environment variable");
        }
    }

    public static void positive(String key, Duration duration) {
        notNegative(key, duration);
        if (duration.isZero()) {
            throw new ConfigurationException(key, "must be longer than 0");
        }
    }

    public static void notNegative(String key, Duration duration) {
        if (duration.isNegative()) {
            throw new ConfigurationException(key, duration + " is negative; use 0 or more");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(key, duration + " is too long; use less than 292 years");
        }
    }

    public static void size(String key, MemorySize size, int least) {
        if (size.asBigInteger().compareTo(BigInteger.valueOf(least)) < 0 || size.asBigInteger().bitLength() > 31) {
            throw new ConfigurationException(key,
                    size.asBigInteger() + " bytes is out of range; use " + least + " to " + Integer.MAX_VALUE);
        }
    }

    /** A size that may take 64 bits, or nothing. */
    public static void longSize(String key, MemorySize size) {
        if (size.asBigInteger().signum() < 0 || size.asBigInteger().bitLength() > 63) {
            throw new ConfigurationException(key,
                    size.asBigInteger() + " bytes is out of range; use 0 to " + Long.MAX_VALUE);
        }
    }

    /** A size that may take 64 bits. */
    public static void positive(String key, MemorySize size) {
        if (size.asBigInteger().signum() <= 0 || size.asBigInteger().bitLength() > 63) {
            throw new ConfigurationException(key,
                    size.asBigInteger() + " bytes is out of range; use 1 to " + Long.MAX_VALUE);
        }
    }

    public static void range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigurationException(key, value + " is out of range; use " + least + " to " + most);
        }
    }

    public static void range(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ConfigurationException(key, value + " is out of range; use " + number(least) + " to " + number(most));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
