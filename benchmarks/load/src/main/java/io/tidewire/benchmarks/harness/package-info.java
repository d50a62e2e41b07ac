/**
 * Starts servers as processes of their own, puts one after the other under the same load, and writes down what each did
 * with a second of CPU. {@link io.tidewire.benchmarks.harness.Harness} is where to begin.
 */
@NullMarked
package io.tidewire.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
