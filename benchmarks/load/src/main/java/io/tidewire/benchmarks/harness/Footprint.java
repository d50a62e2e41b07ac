package io.tidewire.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * A server's memory before and after connections were opened, in bytes.
 *
 * @param heapBefore live objects; {@code null} if it is no JVM
 */
record Footprint(
        String scenario,
        String server,
        int round,
        int connections,
        long residentBefore,
        long residentAfter,
        @Nullable Long heapBefore,
        @Nullable Long heapAfter) {

    double residentPerConnection() {
        return (double) (residentAfter - residentBefore) / connections;
    }

    /** NaN if it is no JVM. */
    double heapPerConnection() {
        return heapBefore == null || heapAfter == null ? Double.NaN : (double) (heapAfter - heapBefore) / connections;
    }
}
