/**
 * The load generator: one thread, plain sockets, frames made beforehand, every byte that comes back compared.
 */
@NullMarked
package io.tidewire.benchmarks.load;

import org.jspecify.annotations.NullMarked;
