package org.acme;

import java.io.IOException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkus.logging.Log;

@ApplicationScoped
public class Plan {

    // tag::plan[]
    @Inject
    PreseedPlanner planner;

    void show() throws IOException {
        for (LoadPlan plan : planner.plan()) {
            Log.infof("%s: %d of %d bytes are missing, %s", plan.path(), plan.bytesMissing(), plan.bytes(),
                    plan.error().orElse("can be loaded"));
        }
    }
    // end::plan[]
}
