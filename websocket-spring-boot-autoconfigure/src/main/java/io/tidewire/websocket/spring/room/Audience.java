package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.SocketSession;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * Sessions by description, to be sent to or closed together. Immutable: each method that narrows or widens an audience
 * makes another one. Thread-safe; nothing blocks.
 */
public interface Audience {

    /** Those of both, a session that is in both once. */
    Audience and(Audience other);

    /** Those who are not in the other audience. */
    Audience except(Audience others);

    /** Those who are none of these sessions: the sender, usually. */
    default Audience except(WebSocketSession... sessions) {
        Audience rest = this;
        for (WebSocketSession session : sessions) {
            rest = rest.except(session.getId());
        }
        return rest;
    }

    /** Those who are not the session with this id, on whichever node it is. */
    Audience except(String sessionId);

    /**
     * Those whom the filter accepts. A filter does not travel: what is filtered has sessions of this node only.
     *
     * @param filter called with every session of every sending, on the sender's thread; must not block
     */
    Audience filter(Predicate<? super SocketSession> filter);

    /** Those who are connected to this node now, each once. */
    List<SocketSession> sessions();

    /**
     * Sends a payload to all of them, at once. The call is the trigger; what it returns is a view that may be ignored.
     * The payload is encoded once, by {@link PayloadCodec}, before anybody gets it. A session gets what one thread
     * sends in that order; one that reads too slowly or ends meanwhile is its own matter. Other nodes get it at most
     * once.
     *
     * @return emits how many sessions of this node were sent it, as soon as the message is on its way to the other
     *     nodes; fails if these cannot be reached, when this node's sessions were sent it all the same. A session that
     *     throws, by an interceptor for instance, is logged and not counted.
     * @throws IllegalArgumentException if the payload cannot be encoded; nobody is sent anything
     */
    Mono<Integer> send(Object payload);

    /**
     * Closes all of them: see {@link WebSocketSession#close(CloseStatus)}. The call is the trigger.
     *
     * @return emits how many sessions of this node were told, as for {@link #send}
     * @throws IllegalArgumentException if the code may not be sent ({@link CloseStatus#isSendable(int)})
     */
    Mono<Integer> close(CloseStatus status);
}
