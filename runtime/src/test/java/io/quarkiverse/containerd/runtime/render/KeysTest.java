package io.quarkiverse.containerd.runtime.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.settings.Setting;
import io.quarkus.runtime.util.StringUtil;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;

/** Each key is a setting of containerd and in the table, or one of the daemon itself. */
class KeysTest {

    /** Groups and keys of the daemon, and of the other files that it writes. */
    private static final List<String> OF_THE_DAEMON = List.of("enabled", "executable", "path", "environment", "run-directory",
            "temp", "config-file", "user-namespace", "runsc", "timeouts.start", "timeouts.max-start", "timeouts.stop",
            "preseed", "processes", "supervisor", "logs", "health", "control", "systemd", "devservices", "toml",
            "config-fragments",
            "check-config",
            "detect-runtimes", "cni.enabled", "cni.subnets", "cni.routes", "cni.plugin", "cni.plugin-options", "cni.mtu",
            "cni.link-group", "cni.ipam-data-directory", "bolt.set-aside-damaged", "grpc.after-preseed", "peer-mirror");

    @Test
    void theTableHasAllKeysOfContainerdAndNoOthers() {
        Set<String> keys = new TreeSet<>();
        collect("", ContainerdConfig.class, keys);
        keys.removeIf(key -> OF_THE_DAEMON.stream().anyMatch(own -> key.equals(own) || key.startsWith(own + ".")));

        assertThat(ContainerdSettings.ALL.stream().map(Setting::name).distinct()).containsExactlyInAnyOrderElementsOf(keys);
    }

    private static void collect(String prefix, Class<?> group, Set<String> keys) {
        for (Method method : group.getMethods()) {
            WithName name = method.getAnnotation(WithName.class);
            String key = prefix + (name == null ? StringUtil.hyphenate(method.getName()) : name.value());
            if (isGroup(method.getGenericReturnType())) {
                boolean inParent = method.isAnnotationPresent(WithParentName.class);
                collect(inParent ? prefix : key + ".", method.getReturnType(), keys);
            } else {
                keys.add(key);
            }
        }
    }

    /** A map of groups is one key: its entries are one setting. */
    private static boolean isGroup(Type type) {
        return !(type instanceof ParameterizedType) && type instanceof Class<?> itself && itself.isInterface()
                && itself.getPackage().equals(ContainerdConfig.class.getPackage());
    }
}
