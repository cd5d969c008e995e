package io.quarkiverse.containerd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshTestsTest {

    private final FreshTests tests = new FreshTests();

    @Test
    void onAMethodItConcernsTheMethod() throws Exception {
        assertThat(begin(Shared.class, "any")).isFalse();
        assertThat(begin(Shared.class, "fresh")).isTrue();
        assertThat(begin(Shared.class, "any")).isFalse();
    }

    @Test
    void onAClassItConcernsEachMethod() throws Exception {
        assertThat(begin(Each.class, "any")).isTrue();
        assertThat(begin(Each.class, "any")).isTrue();
        assertThat(begin(Heir.class, "any")).isTrue();
    }

    @Test
    void onceOnAClassItConcernsTheFirstMethodThatRuns() throws Exception {
        assertThat(begin(Once.class, "any")).isTrue();
        assertThat(begin(Once.class, "any")).isFalse();
        assertThat(begin(Once.class, "fresh")).isTrue();
        assertThat(begin(Shared.class, "any")).isFalse();
        assertThat(begin(Once.class, "any")).isTrue();
    }

    private boolean begin(Class<?> type, String method) throws NoSuchMethodException {
        return tests.begin(type, Shared.class.getDeclaredMethod(method));
    }

    static class Shared {

        void any() {
            // stands for a test
        }

        @FreshContainerd
        void fresh() {
            // stands for a test
        }
    }

    @FreshContainerd
    static class Each extends Shared {
    }

    static class Heir extends Each {
    }

    @FreshContainerd(once = true)
    static class Once extends Shared {
    }
}
