/** The harness's arithmetic. */
@NullMarked
package io.tidewire.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
