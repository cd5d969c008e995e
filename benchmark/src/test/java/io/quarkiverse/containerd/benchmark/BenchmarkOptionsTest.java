package io.quarkiverse.containerd.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class BenchmarkOptionsTest {

    @Test
    void measuresEverythingByDefault() {
        BenchmarkOptions options = BenchmarkOptions.parse();
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.rounds(Workload.SHARED)).isEqualTo(3);
        assertThat(options.rounds(Workload.ZSTD)).isEqualTo(1);
        assertThat(options.versions()).containsExactly(ContainerdVersion.values());
        assertThat(options.workloads()).containsExactly(Workload.values());
        assertThat(options.subjects()).containsExactly(Subject.values());
        assertThat(options.bootJava()).containsExactly(Path.of(System.getProperty("java.home")));
        assertThat(options.application()).isEmpty();
    }

    @Test
    void takesWhatIsGiven() {
        BenchmarkOptions options = BenchmarkOptions.parse("--rounds=2", "--whole-rounds=4", "--containerd=1.6,2.x",
                "--workloads=shared,pump");
        assertThat(options.rounds(Workload.GZIP)).isEqualTo(2);
        assertThat(options.rounds(Workload.UNPACKED)).isEqualTo(4);
        assertThat(options.versions()).containsExactly(ContainerdVersion.V1_6, ContainerdVersion.V2);
        assertThat(options.workloads()).containsExactly(Workload.SHARED);
        assertThat(options.subjects()).containsExactly(Subject.PUMP);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--round=2"))
                .withMessageStartingWith("--round=2 is none of\n--rounds=3");
        assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--workloads=small,huge"))
                .withMessage("--workloads=small,huge should be some of [small, gzip, plain, shared, zstd, whole-gzip,"
                        + " unpacked, pump, supervisor, idle, pod]");
        assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--rounds=0"));
    }
}
