package org.acme;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkiverse.containerd.Transition;
import io.quarkus.logging.Log;

@ApplicationScoped
public class TreeChanges {

    // tag::transition[]
    void changed(@Observes Transition transition) {
        Log.infof("%s: %s", transition.dn(), transition.to());
    }
    // end::transition[]
}
