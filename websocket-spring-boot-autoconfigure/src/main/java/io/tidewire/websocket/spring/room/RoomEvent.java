package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.SocketSession;

/**
 * Somebody came or went: an application event about a session of this node. Published on the application's task
 * executor, so that listeners may block; in order for each room. What listeners are slow with waits in memory.
 */
public sealed interface RoomEvent permits RoomJoinedEvent, RoomLeftEvent {

    /** Where. */
    Room room();

    /** Which session. */
    SocketSession session();

    /** Whose session, and with how many sessions of this node they are in the room afterwards. */
    RoomMember member();
}
