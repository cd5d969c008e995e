package io.quarkiverse.containerd.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class SchedulerStartTest {

    private static final String RESCAN = "quarkus.containerd.preseed.rescan";
    private static final String START_MODE = "quarkus.scheduler.start-mode";

    @ParameterizedTest
    @ValueSource(strings = { "off", "disabled", "10m", " 1h ", "PT5S" })
    void theSchedulerDoesNotStartWithoutACronExpression(String rescan) {
        assertThat(startMode(Map.of(RESCAN, rescan))).isEmpty();
    }

    @Test
    void theSchedulerDoesNotStartByItself() {
        assertThat(startMode(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "0 0 3 * * ?", "every night", "${other}" })
    void theSchedulerStartsForACronExpression(String rescan) {
        assertThat(startMode(Map.of(RESCAN, rescan, "other", "* * * * * ?"))).contains("forced");
    }

    @Test
    void theApplicationDecides() {
        assertThat(startMode(Map.of(RESCAN, "0 0 3 * * ?", START_MODE, "halted"))).contains("halted");
    }

    private static Optional<String> startMode(Map<String, String> properties) {
        return new SchedulerStart().configBuilder(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "application", 250)))
                .build().getOptionalValue(START_MODE, String.class);
    }
}
