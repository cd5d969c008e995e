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
     * Whether a network configuration is rendered. If not, the operator puts one into the configuration directory.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The pods' address ranges in CIDR notation, IPv4 and IPv6. With them, the network is configured when containerd
     * starts; without them, a template is rendered, from which containerd writes the configuration once the kubelet has
     * told it the ranges.
     */
    @ConfigDocDefault("told by the kubelet")
    Optional<List<CidrAddress>> subnets();

    /**
     * A CNI template that is used instead of the rendered one.
     */
    Optional<Path> ownTemplate();

    /**
     * The directory of the CNI plugins. Where {@code /opt/cni/bin} lacks plugins that the rendered configuration needs,
     * {@code /usr/lib/cni} or {@code /usr/libexec/cni} is used if it has them.
     */
    @ConfigDocDefault("/opt/cni/bin")
    Optional<Path> binDir();

    /**
     * The directory of the network configuration.
     */
    @WithDefault("${quarkus.containerd.run-directory}/cni")
    Path confDir();

    /**
     * The number of files of the configuration directory to load; 0 loads all.
     */
    @WithDefault("1")
    int maxConfNum();

    /**
     * The main address of a pod: the first of one family, or the first that the CNI plugins return.
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
     * The file to which the CNI template is written.
     */
    @WithDefault("${quarkus.containerd.run-directory}/cnispec.gojson")
    Path templateFile();

    /**
     * The CNI plugin that creates the pods' interfaces.
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
     * The link group of the host's ends of the pods' interfaces, for firewall rules. It takes a {@code ptp} plugin that
     * supports {@code linkGroup}; the stock one ignores it.
     */
    OptionalInt linkGroup();

    /**
     * Additional settings of the plugin as JSON values, such as {@code ipMasq=true}; a bare word that is not JSON is a
     * string.
     */
    @ConfigDocMapKey("setting")
    Map<String, String> pluginOptions();

    /**
     * Additional destinations that pods reach through this network, in CIDR notation; the default routes are always
     * present.
     */
    Optional<List<CidrAddress>> routes();

    /**
     * The directory in which the IPAM plugin records the addresses in use.
     */
    @WithDefault("${quarkus.containerd.state}/ipam")
    Path ipamDataDirectory();

    /** The choice of a pod's main address. */
    enum IpPreference {
        /** The first of IPv4. */
        IPV4,
        /** The first of IPv6. */
        IPV6,
        /** The first that the CNI plugins give. */
        CNI
    }
}
