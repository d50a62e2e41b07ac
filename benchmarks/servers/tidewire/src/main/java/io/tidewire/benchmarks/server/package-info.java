/** The servers with Tidewire that are measured. */
@org.jspecify.annotations.NullMarked
package io.tidewire.benchmarks.server;
