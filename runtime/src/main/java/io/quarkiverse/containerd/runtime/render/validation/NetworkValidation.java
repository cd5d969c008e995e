package io.quarkiverse.containerd.runtime.render.validation;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.net.Inet6Address;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.quarkiverse.containerd.runtime.config.CniConfig;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.smallrye.common.net.CidrAddress;

/** The pods' network. What the CNI plugins refuse would fail each pod, and nothing else would tell. */
final class NetworkValidation {

    /** The CNI plugin's settings that are not free, with the keys that set them. */
    private static final Map<String, String> PLUGIN_KEYS = new TreeMap<>(Map.of("type", "cni.plugin", "mtu", "cni.mtu",
            "linkGroup", "cni.link-group", "ipam", "cni.subnets"));
    /** The kernel takes IPv6 from an interface with a smaller one. */
    private static final int SMALLEST_MTU_OF_IPV6 = 1280;

    private NetworkValidation() {
    }

    static void check(CniConfig cni) {
        PLUGIN_KEYS.forEach((setting, owner) -> {
            if (cni.pluginOptions().containsKey(setting)) {
                throw new ConfigurationException(entry("cni.plugin-options", setting),
                        "this setting has a key of its own; set " + key(owner) + " instead");
            }
        });
        if (cni.ownTemplate().isPresent() && cni.subnets().isPresent()) {
            throw new ConfigurationException(key("cni.own-template"), "a template is for ranges that the kubelet tells, but "
                    + key("cni.subnets") + " gives them; remove one of the two keys");
        }
        cni.subnets().ifPresent(subnets -> {
            apart(subnets);
            mtu(cni.mtu(), subnets);
        });
        cni.routes().ifPresent(NetworkValidation::distinct);
    }

    private static void apart(List<CidrAddress> subnets) {
        for (int i = 0; i < subnets.size(); i++) {
            CidrAddress subnet = subnets.get(i);
            subnets.subList(0, i).stream().filter(other -> other.matches(subnet) || subnet.matches(other)).findFirst()
                    .ifPresent(other -> {
                        throw new ConfigurationException(key("cni.subnets"), other + " and " + subnet
                                + " have addresses in common; leave one of them out");
                    });
        }
    }

    private static void mtu(int mtu, List<CidrAddress> subnets) {
        if (mtu != 0 && mtu < SMALLEST_MTU_OF_IPV6
                && subnets.stream().anyMatch(subnet -> subnet.getNetworkAddress() instanceof Inet6Address)) {
            throw new ConfigurationException(key("cni.mtu"), mtu + " is too small for IPv6, of which " + key("cni.subnets")
                    + " has a range; use " + SMALLEST_MTU_OF_IPV6 + " or more, or remove that range");
        }
    }

    private static void distinct(List<CidrAddress> routes) {
        Set<CidrAddress> seen = new HashSet<>();
        routes.stream().filter(route -> !seen.add(route)).findFirst().ifPresent(route -> {
            throw new ConfigurationException(key("cni.routes"), route + " is there twice; give each destination once");
        });
    }
}
