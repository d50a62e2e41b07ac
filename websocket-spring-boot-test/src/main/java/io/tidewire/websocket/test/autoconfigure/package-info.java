/** Slices of an application for tests of its WebSockets. */
@NullMarked
package io.tidewire.websocket.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
