package io.tidewire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From figures to the page, by way of the file. */
class ReportTest {

    private static final long SECOND = 1_000_000_000;

    private final Results results = results();

    private static Results results() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("tidewire-engine", "Tidewire");
        titles.put("webflux", "Spring WebFlux");
        Machine machine = new Machine("a processor", 2, "Linux", "a JDK", Map.of(), "2026-01-01", "benchmarks/run");
        return Results.none(machine, titles);
    }

    @BeforeEach
    void figures() {
        results.rounds()
                .add(new Round("echo-32-d16", "webflux", 1, 100_000, SECOND, SECOND / 2, SECOND / 2, SECOND / 4));
        results.rounds()
                .add(new Round("echo-32-d16", "tidewire-engine", 1, 400_000, SECOND, SECOND / 5, SECOND / 5, SECOND));
        results.footprints().add(new Footprint("idle-10", "tidewire-engine", 1, 10, 1000, 31_000, 500L, 10_500L));
    }

    @Test
    void pageHasRatiosTimesSharesAndMemory() {
        assertThat(new Report(results).markdown())
                .contains("| Tidewire | 10.00 (10.00–10.00) |")
                .contains("| Tidewire | 0.50 + 0.50 |")
                .contains("| Spring WebFlux | 5.00 + 5.00 |")
                .contains("| Tidewire | 40 % / 100 % * |")
                .contains("| Tidewire | 3,000 | 1,000 |");
    }

    @Test
    void fileKeepsEverything(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("results.json");
        results.write(file);
        assertThat(Results.read(file)).isEqualTo(results);
    }

    @Test
    void scenarioThatIsMeasuredAnewLosesItsOldFigures() {
        Results later = results().keep(results, Set.of("echo-32-d16"));
        assertThat(later.rounds()).isEmpty();
        assertThat(later.footprints()).isEqualTo(results.footprints());
        assertThat(later.machine().command())
                .startsWith(results.machine().command())
                .endsWith(results().machine().command());
    }
}
