package io.quarkiverse.containerd.runtime.preseed.load;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.oci.ImageRecord;

/** The names that the archives of a namespace may bring. In a pattern {@code *} stands for any characters, also slashes. */
public final class AllowedNames {

    private final Map<String, List<Pattern>> patterns = new HashMap<>();

    /** @param allowed the patterns by namespace; a namespace without patterns may get any names */
    public AllowedNames(Map<String, List<String>> allowed) {
        allowed.forEach((namespace, globs) -> patterns.put(namespace, globs.stream().map(AllowedNames::pattern).toList()));
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /**
     * Returns the names among those of images that the namespace must not get. A name by digest is allowed if the image has an
     * allowed name of the same repository.
     */
    List<String> refused(String namespace, Collection<ImageRecord> images) {
        List<Pattern> allowed = patterns.get(namespace);
        if (allowed == null) {
            return List.of();
        }
        Set<String> tagged = images.stream().map(ImageRecord::name).filter(name -> name.indexOf('@') < 0)
                .filter(name -> matches(name, allowed)).map(AllowedNames::repository).collect(Collectors.toSet());
        return images.stream().map(ImageRecord::name)
                .filter(name -> !matches(name, allowed) && !(name.indexOf('@') >= 0 && tagged.contains(repository(name))))
                .toList();
    }

    private static boolean matches(String name, List<Pattern> allowed) {
        return allowed.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** The part of a name before its digest or its tag. */
    private static String repository(String name) {
        int digest = name.indexOf('@');
        int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
        int end = digest >= 0 ? digest : tag;
        return end < 0 ? name : name.substring(0, end);
    }
}
