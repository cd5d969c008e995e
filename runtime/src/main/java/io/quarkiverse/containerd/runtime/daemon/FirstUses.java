package io.quarkiverse.containerd.runtime.daemon;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.grpc.MessageTypes;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/**
 * Uses for the first time, on a thread beside the first steps of the application's start, what the start of containerd waits
 * for later: a first use takes many times as long as the next ones. It needs no configuration, and does nothing outside of this
 * JVM.
 */
public final class FirstUses implements Runnable {

    private static final Logger LOG = Logger.getLogger(FirstUses.class);

    @Override
    public void run() {
        try {
            use();
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.debugf(e, "what fails here is told by who needs it");
        }
    }

    static void use() throws JsonProcessingException {
        new ObjectMapper().readTree("{}");
        Digest.of(new byte[0]);
        Toml.write(Toml.read("version = 1\n[table]\nlist = ['text']\n"));
        LOG.tracef("%d settings", ContainerdSettings.ALL.size());
        LOG.tracef("%d files of messages", MessageTypes.load());
    }
}
