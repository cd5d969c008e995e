package org.acme;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.StoredImage;

@ApplicationScoped
public class Images {

    // tag::client[]
    @Inject
    ContainerdClient containerd;

    List<StoredImage> images() {
        return containerd.namespace("k8s.io").images().list();
    }
    // end::client[]
}
