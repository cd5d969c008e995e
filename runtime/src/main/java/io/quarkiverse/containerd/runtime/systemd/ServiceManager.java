package io.quarkiverse.containerd.runtime.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The service manager that started this process, by the environment variables of sd_notify(3) and sd_watchdog_enabled(3).
 *
 * @param socket what {@code NOTIFY_SOCKET} says: the absolute path of a datagram socket, or {@code @} and an abstract name
 * @param watchdog within what time it wants each sign of life; empty if it wants none from this process
 */
record ServiceManager(String socket, Optional<Duration> watchdog) {

    /**
     * @param environment the variables of this process
     * @param pid this process
     * @return empty if nobody wants to be told
     * @throws IllegalArgumentException naming the variable that cannot be used
     */
    static Optional<ServiceManager> of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        if (!socket.startsWith("/") && !socket.startsWith("@")) {
            throw new IllegalArgumentException("NOTIFY_SOCKET=" + socket + " is neither an absolute path nor begins with @");
        }
        return Optional.of(new ServiceManager(socket, watchdog(environment, pid)));
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String interval = environment.getOrDefault("WATCHDOG_USEC", "");
        String watched = environment.getOrDefault("WATCHDOG_PID", "");
        if (interval.isEmpty() || !watched.isEmpty() && number("WATCHDOG_PID", watched) != pid) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.multiplyExact(number("WATCHDOG_USEC", interval), 1000)));
    }

    private static long number(String variable, String value) {
        try {
            long number = Long.parseLong(value);
            if (number > 0 && number <= Long.MAX_VALUE / 1000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(variable + "=" + value + " is no positive number");
    }
}
