package io.quarkiverse.containerd.runtime.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.quarkus.runtime.configuration.ConfigBuilder;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigurableConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Starts Quarkus' scheduler, as long as the application does not say otherwise, if rescans go by a cron expression. It looks
 * each second whether something is due, which an idle daemon without scheduled methods should not pay for.
 */
public final class SchedulerStart implements ConfigBuilder {

    private static final Map<String, String> FORCED = Map.of("quarkus.scheduler.start-mode", "forced");
    /** Below all that an application says, and above the defaults of keys. */
    private static final int ORDINAL = Integer.MIN_VALUE + 1000;

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        return builder.withSources(new ConfigurableConfigSource(SchedulerStart::sources));
    }

    private static List<ConfigSource> sources(ConfigSourceContext config) {
        return Optional.ofNullable(config.getValue(RescanSchedule.KEY).getValue()).map(RescanSchedule::new)
                .filter(RescanSchedule::isByClock)
                .<ConfigSource> map(schedule -> new PropertiesConfigSource(FORCED, RescanSchedule.KEY, ORDINAL))
                .stream().toList();
    }
}
