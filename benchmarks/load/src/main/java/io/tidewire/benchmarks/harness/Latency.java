package io.tidewire.benchmarks.harness;

import org.HdrHistogram.Histogram;

/** One server's latencies of all rounds together, in microseconds, counted from when a message was due. */
record Latency(
        String scenario, String server, long messages, double p50, double p90, double p99, double p999, double max) {

    static Latency of(String scenario, String server, Histogram nanoseconds) {
        return new Latency(
                scenario,
                server,
                nanoseconds.getTotalCount(),
                nanoseconds.getValueAtPercentile(50) / 1e3,
                nanoseconds.getValueAtPercentile(90) / 1e3,
                nanoseconds.getValueAtPercentile(99) / 1e3,
                nanoseconds.getValueAtPercentile(99.9) / 1e3,
                nanoseconds.getMaxValue() / 1e3);
    }
}
