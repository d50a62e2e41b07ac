/** The servers without Spring that are measured. */
@org.jspecify.annotations.NullMarked
package io.tidewire.benchmarks.server;
