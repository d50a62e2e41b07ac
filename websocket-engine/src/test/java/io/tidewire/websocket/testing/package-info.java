/** What the tests of every module share; published as the engine's test-jar. */
@NullMarked
package io.tidewire.websocket.testing;

import org.jspecify.annotations.NullMarked;
