package io.quarkiverse.containerd;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The way in which a child process shows that it is ready. What listens must be the process, or one that it has started: an
 * answer of somebody else does not count.
 */
public sealed interface ProcessReadiness {

    /** Returns the readiness of a process that is ready as soon as it runs. */
    static ProcessReadiness running() {
        return new Running();
    }

    /**
     * Returns the readiness of a process that answers an HTTP request with a status from 200 to 399, also later on.
     *
     * @param url an URL of scheme http or https, such as {@code http://127.0.0.1:10248/healthz}
     * @throws IllegalArgumentException if it is another URL
     */
    static ProcessReadiness http(URI url) {
        return new Http(url);
    }

    /**
     * Returns the readiness of a process that accepts connections on a unix socket, also later on.
     *
     * @throws IllegalArgumentException if the path is relative
     */
    static ProcessReadiness socket(Path socket) {
        return new Socket(socket);
    }

    /**
     * Returns the readiness of a process that listens on a TCP port of this machine, also later on.
     *
     * @throws IllegalArgumentException if the port is not from 1 to 65535
     */
    static ProcessReadiness port(int port) {
        return new Port(port);
    }

    /** Returns the readiness of a process that prints a line in which the pattern is found, to either of its streams. */
    static ProcessReadiness line(Pattern pattern) {
        return new Line(pattern);
    }

    /** Returns the readiness of a process that does its work and exits with code 0; the node is DONE then. */
    static ProcessReadiness exit() {
        return new Exit();
    }

    /** A process that is ready as soon as it runs. */
    record Running() implements ProcessReadiness {
    }

    /**
     * A process that answers an HTTP request.
     *
     * @param url its URL
     */
    record Http(URI url) implements ProcessReadiness {

        /** @throws IllegalArgumentException if it is no URL of scheme http or https */
        public Http {
            if (url.getHost() == null || !"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException(url + " is no URL of scheme http or https");
            }
        }
    }

    /**
     * A process that listens on a unix socket.
     *
     * @param path its absolute path
     */
    record Socket(Path path) implements ProcessReadiness {

        /** @throws IllegalArgumentException if the path is relative */
        public Socket {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("The path of a socket must be absolute: " + path);
            }
        }
    }

    /**
     * A process that listens on a TCP port.
     *
     * @param number the port
     */
    record Port(int number) implements ProcessReadiness {

        /** @throws IllegalArgumentException if the number is not from 1 to 65535 */
        public Port {
            if (number < 1 || number > 65535) {
                throw new IllegalArgumentException("A port is a number from 1 to 65535, not " + number);
            }
        }
    }

    /**
     * A process that prints a line.
     *
     * @param pattern what is found in the line
     */
    record Line(Pattern pattern) implements ProcessReadiness {

        /** Checks that there is a pattern. */
        public Line {
            Objects.requireNonNull(pattern, "pattern");
        }
    }

    /** A process that ends. */
    record Exit() implements ProcessReadiness {
    }
}
