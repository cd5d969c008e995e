package io.quarkiverse.containerd.preseed;

import java.util.Optional;

/**
 * The state of the sandbox image, without which no pod starts.
 *
 * @param image the name that the Container Runtime Interface looks for
 * @param required whether the daemon counts as started only once containerd has it
 * @param state its state
 * @param error the reason why it is missing, with the remedy; empty unless it is MISSING
 */
public record SandboxReport(String image, boolean required, State state, Optional<String> error) {

    /** The state of the sandbox image. */
    public enum State {
        /** It is looked for once the required archives have been loaded. */
        PENDING,
        /** Containerd has it, or had it when it was looked for; in a dry run, an archive would bring it. */
        PRESENT,
        /** Containerd does not have it, although the required archives have been loaded. */
        MISSING
    }
}
