/** A server that is measured. */
@org.jspecify.annotations.NullMarked
package io.tidewire.benchmarks.server;
