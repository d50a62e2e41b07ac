package io.tidewire.benchmarks.harness;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The middle of some figures, and how far they reach. */
record Statistics(double median, double min, double max) {

    /** NaN if there are none. */
    static Statistics of(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        if (sorted.length == 0) {
            return new Statistics(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Statistics(median, sorted[0], sorted[sorted.length - 1]);
    }

    static double median(double... figures) {
        return of(Arrays.stream(figures)).median();
    }

    boolean isEmpty() {
        return Double.isNaN(median);
    }
}
