package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketMessage;
import java.util.List;

/**
 * What a node tells the others about a topic. An audience of several topics is told about each of them in an envelope of
 * its own; the audience in it is the whole one, so that a node with sessions of several topics serves each session once:
 * in the envelope of the topic of the first selection that means it.
 *
 * @param origin the node that sends it
 * @param sequence counts what the origin sends about the topic; from 1, and again from 1 if the topic was forgotten
 * @param audience who is meant
 * @param command what is to be done with them
 */
public record Envelope(String origin, long sequence, List<Selection> audience, Command command) {

    /** Copies the audience. */
    public Envelope {
        audience = List.copyOf(audience);
    }

    /** What is to be done with an audience. */
    public sealed interface Command {}

    /**
     * They are to be sent a message.
     *
     * @param message encoded already: its {@linkplain WebSocketMessage#bytes() bytes} travel as they are
     */
    public record Send(WebSocketMessage message) implements Command {}

    /**
     * They are to be closed.
     *
     * @param status what they are told
     */
    public record Close(CloseStatus status) implements Command {}
}
