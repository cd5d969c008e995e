package io.quarkiverse.containerd.runtime.render.files;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.quarkiverse.containerd.runtime.config.CniConfig;
import io.quarkiverse.containerd.runtime.render.lines.Secrets;
import io.smallrye.common.net.CidrAddress;

/**
 * The pods' network as a list of CNI plugins: complete, or as the Go template from which containerd's CRI plugin completes it
 * when the kubelet has told it the pods' address ranges. The template's data are the lists {@code PodCIDRRanges} and
 * {@code Routes}.
 */
public final class CniNetwork {

    /** The plugin that gives pods their addresses. */
    static final String HOST_LOCAL = "host-local";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter COMPACT = MAPPER.writer();
    private static final ObjectWriter INDENTED = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n")));
    private static final ObjectWriter TEMPLATE = INDENTED.with(new BraceEscapes());

    private final CniConfig cni;
    private final UnaryOperator<ObjectNode> options;

    public CniNetwork(CniConfig cni) {
        this(cni, options -> options);
    }

    private CniNetwork(CniConfig cni, UnaryOperator<ObjectNode> options) {
        this.cni = cni;
        this.options = options;
    }

    /** Returns the network with the same lines, in which the secrets of the plugin's own options are masked. */
    static CniNetwork withoutSecrets(CniConfig cni) {
        return new CniNetwork(cni, options -> (ObjectNode) Secrets.masked(options));
    }

    /** The template; each range gives a pod one address. */
    public String template() {
        ObjectNode network = network();
        ObjectNode ipam = ipam(network);
        ArrayNode range = MAPPER.createArrayNode();
        range.addObject().putRawValue("subnet", element());
        ipam.putRawValue("ranges", forEach("PodCIDRRanges", MAPPER.createArrayNode(), range));
        ObjectNode route = MAPPER.createObjectNode();
        route.putRawValue("dst", element());
        ipam.putRawValue("routes", forEach("Routes", routes(List.of()), route));
        return write(TEMPLATE, network) + "\n";
    }

    /** The configuration with these ranges: a pod gets one address of IPv4 and one of IPv6, as far as there are ranges. */
    String configuration(List<CidrAddress> subnets) {
        ObjectNode network = network();
        ObjectNode ipam = ipam(network);
        ArrayNode ranges = ipam.putArray("ranges");
        List<String> defaultRoutes = new ArrayList<>();
        family(subnets, true, ranges, "0.0.0.0/0", defaultRoutes);
        family(subnets, false, ranges, "::/0", defaultRoutes);
        ipam.set("routes", routes(defaultRoutes));
        return write(INDENTED, network) + "\n";
    }

    private static void family(List<CidrAddress> subnets, boolean ipv4, ArrayNode ranges, String defaultRoute,
            List<String> defaultRoutes) {
        List<CidrAddress> members = subnets.stream()
                .filter(subnet -> subnet.getNetworkAddress() instanceof Inet4Address == ipv4).toList();
        if (!members.isEmpty()) {
            ArrayNode range = ranges.addArray();
            members.forEach(subnet -> range.addObject().put("subnet", subnet.toString()));
            defaultRoutes.add(defaultRoute);
        }
    }

    private ArrayNode routes(List<String> defaultRoutes) {
        ArrayNode routes = MAPPER.createArrayNode();
        defaultRoutes.forEach(route -> routes.addObject().put("dst", route));
        cni.routes().orElse(List.of()).forEach(route -> routes.addObject().put("dst", route.toString()));
        return routes;
    }

    private ObjectNode network() {
        ObjectNode network = MAPPER.createObjectNode();
        network.put("name", "k8s-pod-network");
        network.put("cniVersion", "0.3.1");
        ObjectNode plugin = network.putArray("plugins").addObject();
        plugin.put("type", cni.plugin());
        plugin.put("mtu", cni.mtu());
        cni.linkGroup().ifPresent(group -> plugin.put("linkGroup", group));
        plugin.setAll(options.apply(pluginOptions()));
        return network;
    }

    private ObjectNode pluginOptions() {
        ObjectNode own = MAPPER.createObjectNode();
        new TreeMap<>(cni.pluginOptions()).forEach((name, value) -> own.set(name, json(value)));
        return own;
    }

    private ObjectNode ipam(ObjectNode network) {
        ObjectNode ipam = ((ObjectNode) network.at("/plugins/0")).putObject("ipam");
        ipam.put("type", HOST_LOCAL);
        ipam.put("dataDir", cni.ipamDataDirectory().toString());
        return ipam;
    }

    private static JsonNode json(String value) {
        try {
            JsonNode node = MAPPER.readTree(value);
            return node.isMissingNode() ? TextNode.valueOf(value) : node;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(value);
        }
    }

    private static RawValue element() {
        return new RawValue("\"{{$element}}\"");
    }

    private static RawValue forEach(String list, ArrayNode before, JsonNode body) {
        String fixed = write(COMPACT, before);
        String separator = before.isEmpty() ? "{{if $i}}, {{end}}" : ", ";
        return new RawValue(fixed.substring(0, fixed.length() - 1) + "{{range $i, $element := ." + list + "}}" + separator
                + write(COMPACT, body) + "{{end}}]");
    }

    private static String write(ObjectWriter writer, JsonNode tree) {
        try {
            return writer.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of objects, arrays and scalars is always JSON", e);
        }
    }

    /** Keeps braces in configured values from being taken for actions of the template. */
    private static final class BraceEscapes extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes['{'] = CharacterEscapes.ESCAPE_STANDARD;
            codes['}'] = CharacterEscapes.ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return new SerializedString(String.format("\\u%04x", character));
        }
    }
}
