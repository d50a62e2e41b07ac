package io.tidewire.benchmarks.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What was done in a while.
 *
 * @param messages that came back, were delivered or, with {@link Workload.Handshakes}, how many handshakes were done
 * @param elapsed until the last of them was back
 * @param loadCpu of the generator's thread
 * @param latency in nanoseconds; only of {@link Workload.Latency}
 */
public record Sample(
        long messages,
        Duration elapsed,
        Duration loadCpu,
        @Nullable Histogram latency) {}
