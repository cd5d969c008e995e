package io.quarkiverse.containerd.runtime.render.files;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;

/** Tells by the indented JSON of a CNI network which key each of its lines comes from. */
final class CniLines {

    /** The indentation and the name of a member. */
    private static final Pattern MEMBER = Pattern.compile("( *)\"((?:[^\"\\\\]|\\\\.)*)\" : .*", Pattern.DOTALL);
    private static final int OF_PLUGIN = 4;
    private static final String IPAM = "ipam";
    private static final Map<String, String> PLUGIN = Map.of("type", key("cni.plugin"), "mtu", key("cni.mtu"), "linkGroup",
            key("cni.link-group"));
    private static final Map<String, String> ADDRESSES = Map.of("dataDir", key("cni.ipam-data-directory"), "ranges",
            key("cni.subnets"), "routes", key("cni.routes"));

    private final List<RenderedLine> lines = new ArrayList<>();
    /** The member of the plugin that the lines belong to. */
    private String member = "";
    /** The key of the lines below it. */
    private Optional<String> key = Optional.empty();

    private CniLines() {
    }

    /** @param shown the same lines without secrets */
    static List<RenderedLine> of(String text, String shown) {
        CniLines all = new CniLines();
        List<String> masked = shown.lines().toList();
        List<String> written = text.lines().toList();
        for (int i = 0; i < written.size(); i++) {
            all.add(written.get(i) + "\n", masked.get(i));
        }
        return all.lines;
    }

    private void add(String line, String shown) {
        Matcher named = MEMBER.matcher(line);
        if (!named.matches()) {
            lines.add(RenderedLine.of(line, shown, line.isBlank() || line.strip().startsWith("}") ? Optional.empty() : key));
            return;
        }
        int depth = named.group(1).length();
        if (depth <= OF_PLUGIN) {
            member = depth < OF_PLUGIN ? "" : named.group(2);
            key = member.isEmpty() || member.equals(IPAM) ? Optional.empty()
                    : Optional.of(PLUGIN.getOrDefault(member, ConfigKeys.entry("cni.plugin-options", member)));
        } else if (member.equals(IPAM)) {
            key = Optional.ofNullable(ADDRESSES.get(named.group(2))).or(() -> key.filter(known -> depth > OF_PLUGIN + 2));
        }
        lines.add(RenderedLine.of(line, shown, key));
    }
}
