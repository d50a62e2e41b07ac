/** Properties that must hold for every input, and a fuzzer that looks for one for which they do not. */
@NullMarked
package io.tidewire.websocket.fuzz;

import org.jspecify.annotations.NullMarked;
