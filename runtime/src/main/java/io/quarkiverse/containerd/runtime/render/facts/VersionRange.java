package io.quarkiverse.containerd.runtime.render.facts;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The versions of containerd that know a setting. A setting may have come with a patch release of an older minor version, so
 * there may be several beginnings.
 *
 * @param since the first versions with it, one for each minor version it came to, ascending; empty means all versions
 * @param until the first version without it again
 */
public record VersionRange(List<Release> since, Optional<Release> until) {

    public static final VersionRange ALL = new VersionRange(List.of(), Optional.empty());

    /** A release, as major, minor and patch. */
    record Release(int major, int minor, int patch) implements Comparable<Release> {

        static Release parse(String text) {
            String[] parts = text.split("\\.");
            return new Release(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]),
                    parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
        }

        private boolean sameMinor(Release other) {
            return major == other.major && minor == other.minor;
        }

        @Override
        public int compareTo(Release other) {
            int difference = Integer.compare(major, other.major);
            if (difference == 0) {
                difference = Integer.compare(minor, other.minor);
            }
            return difference == 0 ? Integer.compare(patch, other.patch) : difference;
        }

        @Override
        public String toString() {
            return major + "." + minor + (patch == 0 ? "" : "." + patch);
        }
    }

    public VersionRange since(String... versions) {
        return new VersionRange(List.of(versions).stream().map(Release::parse).toList(), until);
    }

    public VersionRange until(String version) {
        return new VersionRange(since, Optional.of(Release.parse(version)));
    }

    public boolean contains(ContainerdVersion version) {
        Release release = new Release(version.major(), version.minor(), version.patch());
        return begun(release) && until.map(end -> release.compareTo(end) < 0).orElse(true);
    }

    private boolean begun(Release release) {
        return since.isEmpty() || since.stream().filter(release::sameMinor).findFirst()
                .map(first -> first.compareTo(release) <= 0)
                .orElseGet(() -> since.get(since.size() - 1).compareTo(release) <= 0);
    }

    /** For example {@code since 1.6.29 and 1.7.14}, {@code before 2.0}; empty for all versions. */
    @Override
    public String toString() {
        String beginning = since.isEmpty() ? ""
                : "since " + since.stream().map(Release::toString).collect(Collectors.joining(" and "));
        String end = until.map(release -> "before " + release).orElse("");
        return beginning + (beginning.isEmpty() || end.isEmpty() ? "" : ", ") + end;
    }
}
