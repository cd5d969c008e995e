package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The checks of readiness. */
final class ReadyChecks {

    private static final ListeningChild LISTENING = new ListeningChild();

    private ReadyChecks() {
    }

    /** A process that is ready as soon as it runs. */
    static ReadyCheck running() {
        return once(() -> true, "");
    }

    /** A process that says that it is ready. @param said whether it has printed the line */
    static ReadyCheck line(BooleanSupplier said) {
        return once(said, "it has not printed the line that says so");
    }

    private static ReadyCheck once(BooleanSupplier ready, String problem) {
        return new ReadyCheck() {
            @Override
            public Optional<String> problem(Child child) {
                return ready.getAsBoolean() ? Optional.empty() : Optional.of(problem);
            }

            @Override
            public boolean isLasting() {
                return false;
            }
        };
    }

    /** A process that answers an HTTP request with a status from 200 to 399. */
    static ReadyCheck http(URI url, Duration timeout, HttpProbe probe) {
        return lasting(child -> {
            int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
            if (isHere(url.getHost()) && !LISTENING.listens(child, port)) {
                return Optional.of("it does not listen on port " + port);
            }
            return probe.problem(url, timeout);
        });
    }

    /** A process that accepts connections on a unix socket. */
    static ReadyCheck socket(Path socket) {
        return lasting(child -> !LISTENING.listens(child, socket) ? Optional.of("it does not listen on " + socket)
                : connect(socket));
    }

    /** A process that listens on a TCP port of this machine. */
    static ReadyCheck port(int port) {
        return lasting(child -> LISTENING.listens(child, port) ? Optional.empty()
                : Optional.of("it does not listen on port " + port));
    }

    private interface Problem {
        Optional<String> find(Child child) throws InterruptedException;
    }

    private static ReadyCheck lasting(Problem problem) {
        return new ReadyCheck() {
            @Override
            public Optional<String> problem(Child child) throws InterruptedException {
                return problem.find(child);
            }

            @Override
            public boolean isLasting() {
                return true;
            }
        };
    }

    private static boolean isHere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Optional<String> connect(Path socket) {
        try {
            UnixListeners.connect(socket);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(socket + ": " + HttpProbe.reason(e));
        }
    }
}
