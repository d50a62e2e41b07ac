package io.tidewire.websocket.spring.room;

/**
 * Somebody in a room.
 *
 * @param name the user's name; of a session without a user, its id
 * @param user whether it is a user
 * @param sessions with how many sessions; 0 for who has just gone
 */
public record RoomMember(String name, boolean user, int sessions) {}
