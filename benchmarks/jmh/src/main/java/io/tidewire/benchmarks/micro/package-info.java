/** Micro-benchmarks of the engine; those of its package-private classes are in the packages of these. */
@org.jspecify.annotations.NullMarked
package io.tidewire.benchmarks.micro;
