/**
 * Many sessions at once: {@link io.tidewire.websocket.spring.room.Sockets} finds them by endpoint, by user and by room,
 * on this node and, over a {@link io.tidewire.websocket.spring.room.ClusterBus}, on others.
 */
@NullMarked
package io.tidewire.websocket.spring.room;

import org.jspecify.annotations.NullMarked;
