/** A sample application. */
@NullMarked
package io.tidewire.sample;

import org.jspecify.annotations.NullMarked;
