package io.quarkiverse.containerd.runtime.offline;

import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.FAILURE;
import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.NOTE;
import static io.quarkiverse.containerd.runtime.offline.Finding.Verdict.WARNING;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.runtime.offline.Finding.Verdict;
import io.quarkiverse.containerd.runtime.render.Rendering;

/** What rendering has found out about the host, by the subjects of the check. */
final class RenderingFindings {

    /** Words of sentences about a subject; what has none of them is about the configuration. */
    private static final Map<String, List<String>> SUBJECTS = subjects();
    private static final String CANNOT = "annot run";

    private RenderingFindings() {
    }

    private static Map<String, List<String>> subjects() {
        Map<String, List<String>> subjects = new LinkedHashMap<>();
        subjects.put(HostCheck.CNI, List.of("CNI plugins"));
        subjects.put(HostCheck.CGROUPS, List.of("control groups", "systemd"));
        subjects.put(HostCheck.OVERLAYFS, List.of("overlay"));
        subjects.put(HostCheck.RUNTIMES, List.of("runsc", "gVisor", "shim", "runtime handler", "runc"));
        subjects.put(HostCheck.KERNEL, List.of("AppArmor", "SELinux", "user namespaces", "The kernel"));
        subjects.put(HostCheck.PERMISSIONS, List.of("CAP_SYS_RESOURCE", "who can write there"));
        return subjects;
    }

    static List<Finding> of(Rendering rendering) {
        List<Finding> findings = new ArrayList<>();
        rendering.warnings().forEach(sentence -> findings
                .add(Finding.of(subject(sentence), sentence.contains(CANNOT) ? FAILURE : WARNING, sentence)));
        rendering.adaptations().forEach(sentence -> add(findings, NOTE, sentence));
        rendering.notes().forEach(sentence -> add(findings, NOTE, sentence));
        return findings;
    }

    private static void add(List<Finding> findings, Verdict verdict, String sentence) {
        findings.add(Finding.of(subject(sentence), verdict, sentence));
    }

    private static String subject(String sentence) {
        return SUBJECTS.entrySet().stream().filter(subject -> subject.getValue().stream().anyMatch(sentence::contains))
                .map(Map.Entry::getKey).findFirst().orElse(HostCheck.CONFIGURATION);
    }
}
