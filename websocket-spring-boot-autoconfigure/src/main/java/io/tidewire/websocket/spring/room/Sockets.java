package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketSession;
import java.util.Optional;

/**
 * The open sessions of all {@link SocketHandler}s, for any bean: a controller, a scheduled job, a handler. Thread-safe;
 * nothing blocks.
 *
 * <p>What is found is found anew whenever it is used, so that audiences and rooms may be kept.
 */
public interface Sockets {

    /**
     * All sessions of an endpoint.
     *
     * @param name of the handler ({@link SocketHandler#name}), in which case and dashes do not matter; it may be served
     *     by other nodes only, so that a name that no handler has is an audience of nobody
     */
    Audience endpoint(String name);

    /**
     * All sessions of a user, of whichever endpoint.
     *
     * @param name of the principal who was authenticated when the connection was opened
     */
    Audience user(String name);

    /**
     * A room of an endpoint; rooms of one name at two endpoints are two rooms. A room need not be made: it is there
     * while somebody is in it.
     *
     * @param endpoint name of the handler, as for {@link #endpoint}
     * @param name any text
     */
    Room room(String endpoint, String name);

    /** An open session of this node. */
    Optional<SocketSession> session(String id);
}
