package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.SocketSession;

/**
 * A session has left a room, or has ended.
 *
 * @param room which one
 * @param session which one; it may have ended
 * @param member whose; one who has gone altogether has no session
 */
public record RoomLeftEvent(Room room, SocketSession session, RoomMember member) implements RoomEvent {}
