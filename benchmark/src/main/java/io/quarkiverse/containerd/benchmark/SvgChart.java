package io.quarkiverse.containerd.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A bar chart of how many times faster the preseed is. Its colours follow the reader's choice of light or dark. */
final class SvgChart {

    private static final int WIDTH = 800;
    private static final int LEFT = 290;
    private static final int RIGHT = 60;
    private static final int TOP = 56;
    private static final int BAR = 15;
    private static final int GAP = 16;
    private static final int VALUE = 42;
    private static final int TITLE = 34;
    private static final int AXIS = 46;

    private final StringBuilder svg = new StringBuilder();
    private final List<ContainerdVersion> versions;
    private int y = TOP;

    private SvgChart(List<ContainerdVersion> versions) {
        this.versions = versions;
    }

    static String of(List<Comparison> comparisons) {
        SvgChart chart = new SvgChart(comparisons.stream().map(Comparison::version).distinct().sorted().toList());
        for (Temperature temperature : Temperature.values()) {
            chart.panel(temperature, comparisons.stream().filter(one -> one.temperature() == temperature).toList());
        }
        return chart.whole();
    }

    private void panel(Temperature temperature, List<Comparison> comparisons) {
        double largest = comparisons.stream().mapToDouble(one -> Math.max(one.timesFaster(), one.target())).max().orElse(1);
        Scale scale = temperature == Temperature.COLD ? Scale.linear(largest) : Scale.logarithmic(largest);
        text("title", 20, y + 18, "start", temperature == Temperature.COLD ? "Cold: containerd has nothing"
                : "Warm: containerd has everything (logarithmic)");
        y += TITLE;
        List<Workload> workloads = comparisons.stream().map(Comparison::workload).distinct().sorted().toList();
        int bottom = y + workloads.size() * (versions.size() * BAR + GAP);
        axis(scale, bottom);
        for (Workload workload : workloads) {
            List<Comparison> group = comparisons.stream().filter(one -> one.workload() == workload).toList();
            text("label", LEFT - 10, y + group.size() * BAR / 2 + 4, "end", workload.title());
            group.forEach(comparison -> bar(comparison, scale));
            y += GAP;
        }
        y = bottom + AXIS;
    }

    private void axis(Scale scale, int bottom) {
        for (double tick : scale.ticks()) {
            int x = x(scale, tick);
            svg.append("<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n".formatted(x, y - 6, x, bottom - 6));
            text("label", x, bottom + 10, "middle", String.format(Locale.ROOT, "%.0f", tick));
        }
        text("label", (LEFT + WIDTH - RIGHT) / 2, bottom + 28, "middle", "times faster than ctr images import");
    }

    private void bar(Comparison comparison, Scale scale) {
        int end = x(scale, comparison.timesFaster());
        svg.append("<rect class=\"v%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n".formatted(
                comparison.version().ordinal(), LEFT, y, Math.max(1, end - LEFT), BAR - 2));
        int target = x(scale, comparison.target());
        svg.append("<line class=\"target\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n".formatted(target, y - 1, target,
                y + BAR - 1));
        boolean targetInTheWay = target > end && target < end + VALUE;
        text("value", (targetInTheWay ? target : end) + 5, y + BAR - 4, "start",
                NumberFormats.times(comparison.timesFaster()) + "×");
        y += BAR;
    }

    private static int x(Scale scale, double value) {
        return LEFT + (int) Math.round(scale.position(value) * (WIDTH - RIGHT - LEFT));
    }

    private void text(String style, int x, int baseline, String anchor, String words) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n".formatted(style, x, baseline, anchor,
                words));
    }

    private String legend() {
        List<String> entries = new ArrayList<>();
        int x = 20;
        for (ContainerdVersion version : versions) {
            entries.add("<rect class=\"v%d\" x=\"%d\" y=\"22\" width=\"13\" height=\"13\"/>".formatted(version.ordinal(), x));
            entries.add("<text class=\"label\" x=\"%d\" y=\"33\">containerd %s</text>".formatted(x + 19, version.label()));
            x += 140;
        }
        entries.add("<line class=\"target\" x1=\"%d\" y1=\"20\" x2=\"%d\" y2=\"37\"/>".formatted(x, x));
        entries.add("<text class=\"label\" x=\"%d\" y=\"33\">target</text>".formatted(x + 8));
        return entries.stream().collect(Collectors.joining("\n"));
    }

    private String whole() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                <title>How many times faster than ctr images import the preseed is</title>
                <style>
                svg { --paper: #ffffff; --ink: #1f2328; --faint: #d8dee4; --v0: #9ecae1; --v1: #4292c6; --v2: #08519c; --mark: #cf222e }
                @media (prefers-color-scheme: dark) {
                  svg { --paper: #161b22; --ink: #e6edf3; --faint: #3d444d; --v0: #b6d9f2; --v1: #58a6e0; --v2: #2f74c0; --mark: #ff7b72 }
                }
                text { font: 13px system-ui, sans-serif; fill: var(--ink) }
                .title { font-weight: 600; font-size: 15px }
                .value { font-size: 12px; stroke: var(--paper); stroke-width: 4; paint-order: stroke }
                .paper { fill: var(--paper) }
                .grid { stroke: var(--faint) }
                .target { stroke: var(--mark); stroke-width: 2 }
                .v0 { fill: var(--v0) } .v1 { fill: var(--v1) } .v2 { fill: var(--v2) }
                </style>
                <rect class="paper" width="%1$d" height="%2$d" rx="6"/>
                %3$s
                %4$s</svg>
                """
                .formatted(WIDTH, y, legend(), svg);
    }
}
