package io.quarkiverse.containerd.benchmark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

import io.quarkiverse.containerd.client.ContainerdClient;

/** A client of a containerd whose content directory is not visible, so that blobs have to be sent. */
final class SendingClient {

    private SendingClient() {
    }

    static ContainerdClient of(ContainerdClient client) {
        return (ContainerdClient) Proxy.newProxyInstance(SendingClient.class.getClassLoader(),
                new Class<?>[] { ContainerdClient.class }, (proxy, method, arguments) -> {
                    if (method.getName().equals("contentDirectory")) {
                        return Optional.empty();
                    }
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
