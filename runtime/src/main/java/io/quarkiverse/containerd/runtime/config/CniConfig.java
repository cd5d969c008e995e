package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.common.net.CidrAddress;
import io.smallrye.config.WithDefault;

/** The pods' network. */
@ConfigGroup
public interface CniConfig {

    /**
     * Whether a network configuration is rendered; when off, the operator puts one into the configuration directory.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The pods' address ranges in CIDR notation, IPv4 and IPv6. With them the network is there when containerd starts;
     * without, a template is rendered, from which containerd makes the configuration once the kubelet tells it the ranges.
     */
    @ConfigDocDefault("told by the kubelet")
    Optional<List<CidrAddress>> subnets();

    /**
     * The operator's own CNI template, in place of the rendered one.
     */
    Optional<Path> ownTemplate();

    /**
     * The directory of the CNI plugins. By default it is {@code /opt/cni/bin}; where that lacks the plugins of the rendered
     * configuration, {@code /usr/lib/cni} or {@code /usr/libexec/cni}, if they are there.
     */
    @ConfigDocDefault("/opt/cni/bin")
    Optional<Path> binDir();

    /**
     * The directory of the network configuration.
     */
    @WithDefault("${quarkus.containerd.run-directory}/cni")
    Path confDir();

    /**
     * How many files of the configuration directory are loaded; 0 means all.
     */
    @WithDefault("1")
    int maxConfNum();

    /**
     * Which of a pod's addresses is its main one: the first of a kind, or the first that the CNI plugins give.
     */
    @ConfigDocDefault("ipv4")
    Optional<IpPreference> ipPref();

    /**
     * Whether a pod's networks are set up one after the other.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> setupSerially();

    /**
     * Whether containerd sets up the loopback interface itself, without the CNI plugin.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> useInternalLoopback();

    /**
     * The file that the CNI template is written to.
     */
    @WithDefault("${quarkus.containerd.run-directory}/cnispec.gojson")
    Path templateFile();

    /**
     * The CNI plugin that makes the pods' interfaces.
     */
    @WithDefault("ptp")
    String plugin();

    /**
     * The MTU of the pods' interfaces in bytes; 0 leaves it to the kernel. The default fits into a WireGuard tunnel over
     * Ethernet.
     */
    @WithDefault("1420")
    int mtu();

    /**
     * The link group of the host's ends of the pods' interfaces, for firewall rules; for a {@code ptp} plugin that knows
     * {@code linkGroup}, which the stock one ignores.
     */
    OptionalInt linkGroup();

    /**
     * Further settings of the plugin as JSON values, such as {@code ipMasq=true}; a bare word that is not JSON is a string.
     */
    @ConfigDocMapKey("setting")
    Map<String, String> pluginOptions();

    /**
     * Further destinations that pods reach through this network, in CIDR notation; the default routes are always there.
     */
    Optional<List<CidrAddress>> routes();

    /**
     * The directory in which the IPAM plugin records the addresses it has given out.
     */
    @WithDefault("${quarkus.containerd.state}/ipam")
    Path ipamDataDirectory();

    /** Which of a pod's addresses is its main one. */
    enum IpPreference {
        /** The first of IPv4. */
        IPV4,
        /** The first of IPv6. */
        IPV6,
        /** The first that the CNI plugins give. */
        CNI
    }
}
