package io.tidewire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What proc(5) says about its files. */
class ProcTest {

    private static final String STAT =
            "1234 (a) (b c) S 1 1234 1234 0 -1 4194304 1200 0 3 0 250 75 9 8 20 0 33 0 4711 4000000000 52000 1844 1 1 0";

    @Test
    void aNameMayHaveBracketsAndSpaces() {
        assertThat(Proc.parseCpu(STAT)).isEqualTo(new Proc.Cpu(Duration.ofMillis(2500), Duration.ofMillis(750)));
    }

    @Test
    void timeSinceIsTheDifference() {
        Proc.Cpu before = new Proc.Cpu(Duration.ofMillis(2000), Duration.ofMillis(700));
        assertThat(Proc.parseCpu(STAT).since(before))
                .isEqualTo(new Proc.Cpu(Duration.ofMillis(500), Duration.ofMillis(50)));
    }

    @Test
    void residentMemoryIsInBytes() {
        assertThat(Proc.parseResident(List.of("Name:\tjava", "VmHWM:\t   9999 kB", "VmRSS:\t  123456 kB")))
                .isEqualTo(123456L * 1024);
    }

    @Test
    void thisProcessHasUsedTimeAndMemory() throws IOException {
        long here = ProcessHandle.current().pid();
        assertThat(Proc.cpu(here).user()).isPositive();
        assertThat(Proc.resident(here)).isGreaterThan(1 << 20);
        assertThat(Proc.executable(here)).endsWithRaw(java.nio.file.Path.of("java"));
    }

    @Test
    void theHeapIsTheHistogramsTotal() {
        String histogram = """
                4242:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         12345         987654  [B (java.base@17.0.15)
                Total         54321        7654321
                """;
        assertThat(LiveHeap.parseTotal(histogram)).isEqualTo(7654321);
    }
}
