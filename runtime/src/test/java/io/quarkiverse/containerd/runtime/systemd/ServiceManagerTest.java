package io.quarkiverse.containerd.runtime.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceManagerTest {

    private static final String SOCKET = "/run/systemd/notify";

    @Test
    void nobodyIsToldWithoutASocket() {
        assertThat(ServiceManager.of(Map.of("WATCHDOG_USEC", "1000000"), 7)).isEmpty();
        assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", ""), 7)).isEmpty();
    }

    @Test
    void theWatchdogIsThisProcesssOnly() {
        assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", SOCKET), 7).orElseThrow().watchdog()).isEmpty();
        assertThat(ServiceManager.of(watched("2500000", "7"), 7).orElseThrow())
                .isEqualTo(new ServiceManager(SOCKET, Optional.of(Duration.ofMillis(2500))));
        assertThat(ServiceManager.of(watched("2500000", ""), 7).orElseThrow().watchdog())
                .hasValue(Duration.ofMillis(2500));
        assertThat(ServiceManager.of(watched("2500000", "8"), 7).orElseThrow().watchdog()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "soon", "0", "-1", "9223372036854775807" })
    void anIntervalThatIsNoneIsRefused(String interval) {
        assertThatThrownBy(() -> ServiceManager.of(watched(interval, "7"), 7))
                .hasMessage("WATCHDOG_USEC=" + interval + " is no positive number");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> ServiceManager.of(Map.of("NOTIFY_SOCKET", "notify"), 7)).hasMessageContaining("NOTIFY_SOCKET");
    }

    private static Map<String, String> watched(String interval, String pid) {
        return Map.of("NOTIFY_SOCKET", SOCKET, "WATCHDOG_USEC", interval, "WATCHDOG_PID", pid);
    }
}
