package io.quarkiverse.containerd.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;

class ImageNamesTest {

    private static Descriptor entry(char digit, Map<String, String> annotations) {
        return new Descriptor(MediaTypes.OCI_MANIFEST, Digest.ofHex(String.valueOf(digit).repeat(64)), 1, annotations,
                Optional.empty());
    }

    private static Optional<String> name(RefTranslator translator, String... annotations) {
        Map<String, String> map = annotations.length == 2 ? Map.of(annotations[0], annotations[1])
                : Map.of(annotations[0], annotations[1], annotations[2], annotations[3]);
        return ImageNames.of(entry('a', map), translator);
    }

    @Test
    void theImageNameGoesFirstAndUntouched() {
        assertThat(name(ref -> Optional.empty(), ImageNames.IMAGE_NAME, "Any Thing", ImageNames.REF_NAME, "1"))
                .contains("Any Thing");
        assertThat(name(RefTranslator.verbatim(), ImageNames.IMAGE_NAME, "", ImageNames.REF_NAME, "1")).contains("1");
    }

    @Test
    void translatesTheReferenceName() {
        assertThat(name(RefTranslator.verbatim(), ImageNames.REF_NAME, "latest")).contains("latest");
        RefTranslator prefixed = RefTranslator.prefixed("import-2026-11-23");
        assertThat(name(prefixed, ImageNames.REF_NAME, "latest")).contains("import-2026-11-23:latest");
        assertThat(name(prefixed, ImageNames.REF_NAME, "r.io/x")).contains("r.io/x");
        assertThat(name(prefixed, ImageNames.REF_NAME, "x:1")).contains("x:1");
        assertThat(name(prefixed, ImageNames.REF_NAME, "x@y")).contains("x@y");
        RefTranslator filtered = RefTranslator.filtered("r.io/x");
        assertThat(name(filtered, ImageNames.REF_NAME, "latest")).contains("r.io/x:latest");
        assertThat(name(filtered, ImageNames.REF_NAME, "r.io/x:1")).contains("r.io/x:1");
        assertThat(name(filtered, ImageNames.REF_NAME, "r.io/x/y")).contains("r.io/x/y");
        assertThat(name(filtered, ImageNames.REF_NAME, "r.io/xy:1")).isEmpty();
    }

    @Test
    void someEntriesHaveNoName() {
        assertThat(name(RefTranslator.verbatim(), "other", "x")).isEmpty();
        assertThat(name(RefTranslator.verbatim(), ImageNames.IMAGE_NAME, "x", "io.containerd.manifest.subject", "y")).isEmpty();
    }

    @Test
    void namesHaveAllTheirEntriesInOrder() throws ImageException {
        Descriptor first = entry('a', Map.of(ImageNames.IMAGE_NAME, "n"));
        Descriptor other = entry('b', Map.of(ImageNames.IMAGE_NAME, "o"));
        Descriptor last = entry('c', Map.of(ImageNames.REF_NAME, "n"));
        assertThat(ImageNames.of(List.of(first, other, last), RefTranslator.verbatim(), RecordRules.CONTAINERD))
                .containsExactly(
                        Map.entry("n", List.of(first, last)), Map.entry("o", List.of(other)));
    }
}
