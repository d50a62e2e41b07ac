/** The programming model: annotated handlers, handler base classes, rooms and broadcast. */
@NullMarked
package io.tidewire.websocket.spring;

import org.jspecify.annotations.NullMarked;
