/**
 * WebSockets in a Spring WebFlux application: annotated handlers, handler base classes, and WebFlux's own handlers on
 * this engine.
 */
@NullMarked
package io.tidewire.websocket.spring;

import org.jspecify.annotations.NullMarked;
