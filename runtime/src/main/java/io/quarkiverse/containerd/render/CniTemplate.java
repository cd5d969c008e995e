package io.quarkiverse.containerd.render;

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
import com.fasterxml.jackson.databind.util.RawValue;

import io.quarkiverse.containerd.config.ContainerdConfig;

/**
 * The Go template from which containerd's CRI plugin makes the network configuration when the kubelet has told it the pods'
 * address ranges. The template's data are the lists {@code PodCIDRRanges} and {@code Routes}.
 */
final class CniTemplate {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter COMPACT = MAPPER.writer();
    private static final ObjectWriter INDENTED = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))).with(new BraceEscapes());

    private CniTemplate() {
    }

    static String render(ContainerdConfig.Cni cni) {
        ObjectNode network = MAPPER.createObjectNode();
        network.put("name", "k8s-pod-network");
        network.put("cniVersion", "0.3.1");
        ObjectNode plugin = network.putArray("plugins").addObject();
        plugin.put("type", "ptp");
        plugin.put("mtu", cni.mtu());
        ObjectNode ipam = plugin.putObject("ipam");
        ipam.put("type", "host-local");
        ipam.put("dataDir", cni.ipamDataDirectory().toString());
        ArrayNode range = MAPPER.createArrayNode();
        range.addObject().putRawValue("subnet", element());
        ipam.putRawValue("ranges", forEach("PodCIDRRanges", range));
        ObjectNode route = MAPPER.createObjectNode();
        route.putRawValue("dst", element());
        ipam.putRawValue("routes", forEach("Routes", route));
        return write(INDENTED, network) + "\n";
    }

    private static RawValue element() {
        return new RawValue("\"{{$element}}\"");
    }

    private static RawValue forEach(String list, JsonNode body) {
        return new RawValue("[{{range $i, $element := ." + list + "}}{{if $i}}, {{end}}" + write(COMPACT, body) + "{{end}}]");
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
