package io.quarkiverse.containerd.deployment.kubernetes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;

/** The RuntimeClass of each runtime handler, by the names that Kubernetes allows. */
final class RuntimeClasses {

    /** The label by which the RuntimeClasses can be told from other resources. */
    private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/component", "runtime-class");
    private static final String MAP = "quarkus.containerd.kubernetes.runtime-classes.";
    /** A DNS label, as Kubernetes defines it. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    /** A DNS subdomain, as Kubernetes defines it. */
    private static final Pattern SUBDOMAIN = Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");

    private RuntimeClasses() {
    }

    /**
     * @param known the handlers that have a RuntimeClass without being configured here
     * @return sorted by handler
     * @throws ConfigurationException naming the key of a value that Kubernetes would refuse
     */
    static List<RuntimeClass> of(SortedSet<String> known, Map<String, ContainerdBuildTimeConfig.RuntimeClass> configured) {
        SortedSet<String> handlers = new TreeSet<>(known);
        handlers.addAll(configured.keySet());
        List<RuntimeClass> classes = new ArrayList<>();
        Map<String, String> handlerOfName = new HashMap<>();
        for (String handler : handlers) {
            ContainerdBuildTimeConfig.RuntimeClass settings = configured.get(handler);
            if (settings != null && !settings.enabled()) {
                continue;
            }
            RuntimeClass added = runtimeClass(handler, settings);
            String other = handlerOfName.put(added.getMetadata().getName(), handler);
            if (other != null) {
                throw new ConfigurationException(key(handler, "name"), "the runtime handler " + other
                        + " has the RuntimeClass " + added.getMetadata().getName() + "; set another name");
            }
            classes.add(added);
        }
        return classes;
    }

    private static RuntimeClass runtimeClass(String handler, ContainerdBuildTimeConfig.RuntimeClass settings) {
        if (!LABEL.matcher(handler).matches()) {
            throw new ConfigurationException(key(handler, "enabled"), "Kubernetes allows no runtime handler of this name,"
                    + " but only lower-case letters, digits and \"-\", 63 at most; rename the handler, or set this key to false");
        }
        RuntimeClassBuilder builder = new RuntimeClassBuilder().withHandler(handler)
                .withNewMetadata().withName(handler).withLabels(LABELS).endMetadata();
        return settings == null ? builder.build() : configure(builder, handler, settings);
    }

    private static RuntimeClass configure(RuntimeClassBuilder builder, String handler,
            ContainerdBuildTimeConfig.RuntimeClass settings) {
        settings.name().ifPresent(name -> {
            if (!SUBDOMAIN.matcher(name).matches()) {
                throw new ConfigurationException(key(handler, "name"), "\"" + name
                        + "\" is no name for a RuntimeClass; use lower-case letters, digits, \"-\" and \".\"");
            }
            builder.editMetadata().withName(name).endMetadata();
        });
        if (!settings.overhead().isEmpty()) {
            Map<String, Quantity> overhead = new TreeMap<>();
            settings.overhead().forEach((resource, amount) -> overhead.put(resource, quantity(handler, resource, amount)));
            builder.withNewOverhead().withPodFixed(overhead).endOverhead();
        }
        if (!settings.nodeSelector().isEmpty()) {
            builder.withNewScheduling().withNodeSelector(new TreeMap<>(settings.nodeSelector())).endScheduling();
        }
        return builder.build();
    }

    private static Quantity quantity(String handler, String resource, String amount) {
        try {
            Quantity quantity = Quantity.parse(amount);
            if (quantity.getNumericalAmount().signum() >= 0) {
                return quantity;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // told below
        }
        throw new ConfigurationException(key(handler, "overhead") + "." + resource,
                "\"" + amount + "\" is no quantity; use one such as 120Mi or 250m");
    }

    private static String key(String handler, String name) {
        return MAP + (LABEL.matcher(handler).matches() ? handler : '"' + handler + '"') + "." + name;
    }
}
