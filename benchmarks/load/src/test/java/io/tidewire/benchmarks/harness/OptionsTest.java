package io.tidewire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void fullRunWritesIntoTheDocumentation() {
        Options options = Options.parse(List.of());
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.round()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.out()).isEqualTo(Path.of("../docs/benchmarks"));
    }

    @Test
    void smokeRunDoesNot() {
        Options options = Options.parse(List.of("smoke", "--rounds", "2", "--servers", "a,b"));
        assertThat(options.rounds()).isEqualTo(2);
        assertThat(options.servers()).containsExactlyInAnyOrder("a", "b");
        assertThat(options.out()).isEqualTo(Path.of("target/smoke"));
    }

    @Test
    void unknownOptionIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--round")));
    }
}
