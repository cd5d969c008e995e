package io.quarkiverse.containerd.cli;

import static io.quarkiverse.containerd.cli.Marks.bold;
import static io.quarkiverse.containerd.cli.Marks.escaped;
import static io.quarkiverse.containerd.cli.Marks.faint;
import static io.quarkiverse.containerd.cli.Marks.green;
import static io.quarkiverse.containerd.cli.Marks.red;
import static io.quarkiverse.containerd.cli.Marks.unmarked;
import static io.quarkiverse.containerd.cli.Marks.wrapped;
import static io.quarkiverse.containerd.cli.Marks.yellow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/** Documents as people read them, with picocli's marks for colours. */
final class Screens {

    private Screens() {
    }

    /** @param width the columns of the terminal */
    static String status(JsonNode status, Instant now, int width) {
        List<String> lines = new ArrayList<>();
        lines.add("daemon      " + verdict(status));
        lines.add("containerd  " + containerd(status.path("containerd"), now));
        JsonNode preseed = status.path("preseed");
        lines.add("preseed     " + (preseed.path("enabled").asBoolean() ? preseed(preseed) : "is off"));
        if (!status.path("problems").isEmpty()) {
            lines.add("");
            lines.add(bold("Problems"));
            status.path("problems").forEach(problem -> {
                lines.addAll(about(escaped(text(problem, "about")), text(problem, "problem"), width));
                wrapped(text(problem, "remedy"), width - 4).forEach(line -> lines.add("    " + line));
            });
        }
        if (!status.path("deprecations").isEmpty()) {
            lines.add("");
            lines.add(bold("Gone in a later containerd"));
            status.path("deprecations").forEach(each -> lines.add("  " + escaped(text(each, "message"))));
        }
        return String.join("\n", lines);
    }

    private static List<String> about(String about, String problem, int width) {
        List<String> lines = wrapped(about + " " + problem, width - 4);
        String first = lines.get(0);
        lines.set(0, "  " + (first.startsWith(about) ? red(about) + first.substring(about.length()) : first));
        for (int i = 1; i < lines.size(); i++) {
            lines.set(i, "    " + lines.get(i));
        }
        return lines;
    }

    private static String verdict(JsonNode status) {
        if (!status.path("enabled").asBoolean()) {
            return "containerd is not started: quarkus.containerd.enabled is false";
        }
        if (!status.path("live").asBoolean()) {
            return red("is stuck");
        }
        if (!status.path("started").asBoolean()) {
            return yellow("is starting");
        }
        return status.path("ready").asBoolean() ? green("is ready") : red("is not ready");
    }

    private static String containerd(JsonNode containerd, Instant now) {
        if (!containerd.has("probedAt")) {
            return yellow("has not answered yet");
        }
        String probed = ", asked " + Ages.ago(text(containerd, "probedAt"), now) + " ago";
        if (!containerd.path("serving").asBoolean()) {
            return red("does not serve") + probed;
        }
        String cri = !containerd.has("runtimeReady") ? ""
                : (containerd.path("runtimeReady").asBoolean() ? ", its runtime is ready" : ", its runtime is not ready")
                        + (containerd.path("networkReady").asBoolean() ? ""
                                : "\n            the pods' network is not configured yet");
        return green("serves") + probed + cri;
    }

    private static String preseed(JsonNode preseed) {
        List<String> counts = new ArrayList<>();
        for (String state : List.of("loaded", "loading", "pending", "planned", "gone", "failed")) {
            int count = preseed.path(state).asInt();
            if (count > 0) {
                counts.add(state.equals("failed") || state.equals("gone") ? red(count + " " + state) : count + " " + state);
            }
        }
        return counts.isEmpty() ? "there are no archives" : "archives: " + String.join(", ", counts);
    }

    /** @param width the columns of the terminal */
    static String tree(JsonNode tree, Instant now, int width) {
        List<String> lines = new ArrayList<>();
        int names = 0;
        for (JsonNode node : tree.path("nodes")) {
            names = Math.max(names, indented(text(node, "dn")).length());
        }
        for (JsonNode node : tree.path("nodes")) {
            lines.add(node(node, names, now, width));
        }
        tree.path("stuck").forEach(stuck -> {
            lines.add("\n" + red(escaped(text(stuck, "dn")) + " does not end") + ", cancelled "
                    + Ages.ago(text(stuck, "cancelledAt"), now) + " ago");
            stuck.path("stack").forEach(frame -> lines.add("  " + escaped(frame.asText())));
        });
        return String.join("\n", lines);
    }

    private static String node(JsonNode node, int names, Instant now, int width) {
        String state = text(node, "state");
        String line = String.format(Locale.ROOT, "%-" + names + "s  %s  for %s", indented(text(node, "dn")),
                coloured(state), Ages.ago(text(node, "since"), now));
        int restarts = node.path("restarts").asInt();
        line += restarts == 0 ? "" : ", " + restarts + (restarts == 1 ? " restart" : " restarts");
        line += node.path("crashLooping").asBoolean() ? ", " + red("crash loop") : "";
        line += node.has("nextStart") ? ", starts in " + Ages.until(text(node, "nextStart"), now) : "";
        JsonNode failure = node.path("lastFailure");
        boolean matters = state.equals("DEAD") || state.equals("UNHEALTHY");
        if (!matters || failure.isMissingNode()) {
            return line;
        }
        String indent = "\n" + " ".repeat(names + 2);
        return line + indent + String.join(indent,
                wrapped(text(failure, failure.has("cause") ? "cause" : "message"), width - names - 2));
    }

    private static String indented(String dn) {
        int depth = (int) dn.chars().filter(c -> c == '.').count();
        return "  ".repeat(depth) + dn.substring(dn.lastIndexOf('.') + 1);
    }

    private static String coloured(String state) {
        String padded = String.format(Locale.ROOT, "%-9s", state);
        return switch (state) {
            case "HEALTHY", "DONE" -> green(padded);
            case "DEAD", "UNHEALTHY" -> red(padded);
            default -> yellow(padded);
        };
    }

    static String entry(JsonNode entry) {
        if (entry.has("dropped")) {
            return yellow(entry.path("dropped").asText() + " entries were dropped, because this terminal is too slow");
        }
        String level = String.format(Locale.ROOT, "%-5s", text(entry, "level"));
        StringBuilder line = new StringBuilder(moment(text(entry, "at"))).append(' ')
                .append(switch (level.strip()) {
                    case "ERROR", "FATAL" -> red(level);
                    case "WARN" -> yellow(level);
                    default -> level;
                }).append(" [").append(escaped(text(entry, "dn"))).append("] ")
                .append(unmarked(VisibleText.indented(text(entry, "message"))));
        for (var field : entry.path("fields").properties()) {
            line.append(' ').append(escaped(field.getKey())).append('=').append(escaped(field.getValue().asText()));
        }
        return entry.has("thrown")
                ? line.append(" (").append(unmarked(VisibleText.indented(text(entry, "thrown")))).append(')').toString()
                : line.toString();
    }

    /** Leaves out of a time what is less than a millisecond. */
    private static String moment(String at) {
        int end = at.indexOf('.') + 4;
        return end == 3 || end >= at.length() ? at : at.substring(0, end) + "Z";
    }

    static String images(JsonNode images) {
        List<String> lines = new ArrayList<>();
        String namespace = "";
        for (JsonNode image : images.path("images")) {
            if (!text(image, "namespace").equals(namespace)) {
                namespace = text(image, "namespace");
                lines.add(bold(escaped(namespace)));
            }
            List<String> facts = new ArrayList<>();
            List<String> platforms = new ArrayList<>();
            image.path("platforms").forEach(platform -> {
                if (platform.path("present").asBoolean()) {
                    platforms.add(platform.path("platform").asText("an unknown platform"));
                }
            });
            if (image.has("bytes")) {
                facts.add(HumanReadable.bytes(image.path("bytes").asLong()));
            }
            platforms.stream().map(Marks::escaped).forEach(facts::add);
            if (image.has("archive")) {
                facts.add("from " + escaped(text(image, "archive")));
            }
            if (image.path("pinned").asBoolean()) {
                facts.add("pinned");
            }
            if (!image.path("present").asBoolean()) {
                facts.add(red("its content is not complete"));
            }
            lines.add("  " + escaped(text(image, "name")) + "  (" + String.join(", ", facts) + ")");
        }
        int more = images.path("total").asInt() - images.path("images").size();
        if (more > 0) {
            lines.add("and " + more + " more; --namespace chooses");
        }
        return lines.isEmpty() ? "There are no images." : String.join("\n", lines);
    }

    /** @param width the columns of the terminal */
    static String preseed(JsonNode report, Instant now, int width) {
        List<String> lines = new ArrayList<>();
        report.path("archives").forEach(archive -> lines.add(archive(archive, now, width)));
        report.path("lists").forEach(list -> {
            lines.add(bold(escaped(text(list, "path"))) + (list.has("error") ? " " + red(escaped(text(list, "error"))) : ""));
            list.path("images").forEach(image -> lines.add("  " + text(image, "state") + " " + escaped(text(image, "reference"))
                    + (image.has("error") ? ": " + red(escaped(text(image, "error"))) : "")));
        });
        return lines.isEmpty() ? "There are no archives." : String.join("\n", lines);
    }

    private static String archive(JsonNode archive, Instant now, int width) {
        String state = text(archive, "state");
        String padded = String.format(Locale.ROOT, "%-7s", state);
        String line = switch (state) {
            case "FAILED", "GONE" -> red(padded);
            case "LOADED", "PLANNED" -> green(padded);
            default -> yellow(padded);
        } + "  " + escaped(text(archive, "path"))
                + (archive.path("required").asBoolean() ? ", required" : "")
                + (archive.path("retrying").asBoolean() ? ", retrying" : "") + ", for " + Ages.ago(text(archive, "since"), now);
        JsonNode plan = archive.path("plan");
        if (state.equals("LOADING") && plan.has("bytesMissing")) {
            line += ", " + HumanReadable.bytes(archive.path("bytesSent").asLong()) + " of "
                    + HumanReadable.bytes(plan.path("bytesMissing").asLong())
                    + " sent";
        }
        String indent = "\n" + " ".repeat(9);
        return archive.has("error") ? line + indent + String.join(indent, wrapped(text(archive, "error"), width - 9)) : line;
    }

    static String plans(JsonNode plans) {
        List<String> lines = new ArrayList<>();
        plans.path("archives").forEach(plan -> {
            lines.add(escaped(text(plan, "path")) + ": " + (plan.has("error") ? red(escaped(text(plan, "error")))
                    : HumanReadable.bytes(plan.path("bytesMissing").asLong()) + " of "
                            + HumanReadable.bytes(plan.path("bytes").asLong())
                            + " are missing"));
            plan.path("images").forEach(image -> lines.add("  " + escaped(text(image, "name"))));
            plan.path("notes").forEach(note -> lines.add("  " + yellow(escaped(note.asText()))));
        });
        if (lines.isEmpty()) {
            return "There are no archives.";
        }
        if (plans.has("containerd")) {
            lines.add("Compared with the containerd that answers on " + escaped(text(plans, "containerd")) + ".");
        }
        return String.join("\n", lines);
    }

    static String config(JsonNode config) {
        List<String> lines = new ArrayList<>();
        config.path("files").forEach(file -> {
            lines.add((lines.isEmpty() ? "" : "\n") + bold(escaped(text(file, "path"))) + "  " + text(file, "mode"));
            file.path("lines").forEach(line -> lines.add("  " + escaped(text(line, "text"))
                    + (line.has("from") ? faint("  # " + escaped(text(line, "from"))) : "")));
        });
        for (JsonNode difference : config.path("differences")) {
            lines.add("\n" + yellow(escaped(text(difference, "message"))));
        }
        return String.join("\n", lines);
    }

    /** @param width the columns of the terminal */
    static String check(JsonNode check, int width) {
        List<String> lines = new ArrayList<>();
        int subjects = 0;
        for (JsonNode finding : check.path("findings")) {
            subjects = Math.max(subjects, text(finding, "check").length());
        }
        int indent = subjects + 11;
        for (JsonNode finding : check.path("findings")) {
            String verdict = String.format(Locale.ROOT, "%-7s", text(finding, "verdict"));
            List<String> told = wrapped(text(finding, "text"), width - indent);
            told.addAll(wrapped(text(finding, "remedy"), width - indent));
            lines.add((switch (verdict.strip()) {
                case "OK" -> green(verdict);
                case "NOTE" -> verdict;
                case "WARNING" -> yellow(verdict);
                default -> red(verdict);
            }) + String.format(Locale.ROOT, "  %-" + subjects + "s  ", text(finding, "check"))
                    + String.join("\n" + " ".repeat(indent), told));
        }
        lines.add(check.path("failures").asInt() == 0 ? "A node can run here."
                : "A node cannot run here: " + HumanReadable.count(check.path("failures").asInt(), "failure") + ", "
                        + HumanReadable.count(check.path("warnings").asInt(), "warning") + ".");
        return String.join("\n", lines);
    }

    static String diff(JsonNode diff) {
        List<String> lines = new ArrayList<>();
        diff.path("files").forEach(file -> {
            if (!file.path("exists").asBoolean()) {
                lines.add(bold(escaped(text(file, "path"))) + " does not exist");
            } else if (!file.path("changes").isEmpty()) {
                lines.add(bold(escaped(text(file, "path"))));
            }
            file.path("changes").forEach(change -> lines.add(change.path("added").asBoolean()
                    ? green("+" + escaped(text(change, "text")))
                    : red("-" + escaped(text(change, "text")))));
        });
        return lines.isEmpty() ? "All files are as they would be rendered." : String.join("\n", lines);
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText();
    }
}
