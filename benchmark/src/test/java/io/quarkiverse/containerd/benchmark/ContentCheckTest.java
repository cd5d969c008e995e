package io.quarkiverse.containerd.benchmark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ContentCheckTest {

    private static final Map<String, Object> FOUND = Map.of("image a", List.of("target", Map.of("label", "value")),
            "blob b", List.of(7L, Map.of()));

    private final ContentCheck check = new ContentCheck(ContainerdVersion.V1_7);

    @Test
    void isTheSameEachTime() throws IOException {
        check.verify(FOUND);
        check.verify(Map.copyOf(FOUND));
    }

    @Test
    void tellsWhatDiffers() throws IOException {
        check.verify(FOUND);
        assertThatThrownBy(() -> check.verify(Map.of("image a", List.of("target", Map.of()), "blob c", List.of(8L))))
                .isInstanceOf(IOException.class).hasMessage("containerd 1.7 does not hold the same after ctr and after the"
                        + " preseed: {blob b=[7, {}] and then null, blob c=null and then [8],"
                        + " image a=[target, {label=value}] and then [target, {}]}");
        assertThatThrownBy(() -> check.verify(Map.of("blob b", FOUND.get("blob b")))).isInstanceOf(IOException.class);
        check.verify(FOUND);
    }

    @Test
    void isNeverNothing() {
        assertThatThrownBy(() -> check.verify(Map.of())).isInstanceOf(IOException.class)
                .hasMessage("containerd 1.7 holds nothing after an import");
    }
}
