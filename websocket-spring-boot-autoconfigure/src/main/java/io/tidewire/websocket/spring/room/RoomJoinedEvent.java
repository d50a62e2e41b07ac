package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.SocketSession;

/**
 * A session has joined a room.
 *
 * @param room which one
 * @param session which one
 * @param member whose; one who has just come has one session
 */
public record RoomJoinedEvent(Room room, SocketSession session, RoomMember member) implements RoomEvent {}
