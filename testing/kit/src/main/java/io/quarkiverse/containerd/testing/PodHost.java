package io.quarkiverse.containerd.testing;

import java.nio.file.Path;
import java.util.Optional;

/** What pods need to know of the containerd that runs them. */
interface PodHost {

    /** The state directory of containerd. */
    Path state();

    /** The directory for the pods' logs. */
    Path logs();

    /** The name of the sandbox image. */
    String sandboxImage();

    /** Why there can be no pods; empty if there can. */
    Optional<String> obstacle();
}
