package io.quarkiverse.containerd.runtime.preseed.store;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.NamespaceClient;

/** A containerd that has nothing yet, for plans where none runs. Whatever reads finds nothing; nothing can be written. */
public final class EmptyContainerd {

    private static final Map<Class<?>, Object> NOTHING = Map.of(List.class, List.of(), Set.class, Set.of(), Map.class, Map.of(),
            Optional.class, Optional.empty(), OptionalLong.class, OptionalLong.empty());

    private EmptyContainerd() {
    }

    /** Returns a client of it. */
    public static ContainerdClient client() {
        return of(ContainerdClient.class, "");
    }

    private static <T> T of(Class<T> type, String namespace) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (client, method, arguments) -> answer(method, arguments, namespace)));
    }

    private static Object answer(Method method, Object[] arguments, String namespace) {
        Class<?> type = method.getReturnType();
        if (method.getName().equals("name") && type == String.class) {
            return namespace;
        }
        if (NOTHING.containsKey(type)) {
            return NOTHING.get(type);
        }
        if (type == NamespaceClient.class) {
            return of(type, (String) arguments[0]);
        }
        if (type.isInterface()) {
            return of(type, namespace);
        }
        throw new ContainerdException(method.getName(), Status.Code.NOT_FOUND, "no containerd runs", null);
    }
}
