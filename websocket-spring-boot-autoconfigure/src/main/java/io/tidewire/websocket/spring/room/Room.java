package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.InvalidPayloadException;
import reactor.core.publisher.Flux;

/**
 * A room of an endpoint: the sessions that have joined it. Equal to any other of the same name and endpoint.
 *
 * <p>Who joins or leaves is told by {@link RoomJoinedEvent} and {@link RoomLeftEvent}.
 */
public interface Room extends Audience {

    /** Where its sessions are connected. */
    EndpointName endpoint();

    /** Its name. */
    String name();

    /**
     * Lets a session in, until it leaves or ends.
     *
     * @return whether it is in the room now: false if it has ended
     * @throws IllegalArgumentException if the session is one of another endpoint
     */
    boolean join(WebSocketSession session);

    /**
     * Lets a session out.
     *
     * @return whether it was in the room
     */
    boolean leave(WebSocketSession session);

    /** Who is in the room, each user once. Today those of this node; asks anew for each subscriber. */
    Flux<RoomMember> members();

    /**
     * What is sent to the room from now on: every message to an audience that has the room in it, whoever of the room
     * was excepted or filtered out. What another node sends is heard too, unless the room was filtered there: {@link
     * #filter} does not travel. Hot; completes when the application stops.
     *
     * <p>Subscribers run on the application's task executor and may block. At least 256 messages wait for a slow one;
     * then it fails with an {@linkplain reactor.core.Exceptions#isOverflow overflow}, since neither memory nor the
     * room's speed is its to take. A subscriber that may miss some puts {@code onBackpressureDrop} or {@code
     * onBackpressureLatest} where the flux begins.
     */
    Flux<WebSocketMessage> messages();

    /**
     * {@link #messages()} as payloads of a type: {@code String} or {@code byte[]}, or what JSON is read into.
     *
     * @return fails with {@link InvalidPayloadException} at a message that cannot be read
     */
    <T> Flux<T> messages(Class<T> type);
}
