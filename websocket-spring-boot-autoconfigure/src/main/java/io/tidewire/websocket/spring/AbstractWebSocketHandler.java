package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import java.nio.ByteBuffer;

/**
 * A {@link SocketHandler} as a class with a method for each thing that happens; all of them do nothing unless
 * overridden. The methods and their order are those of the handlers of Spring MVC.
 *
 * <p><b>Threads.</b> For one connection, one method runs at a time, in the order in which things happened; for several
 * connections they run at once. They run on the application's task executor and may block: the client is read no
 * faster than its messages are handled. {@link Execution#EVENT_LOOP} moves them to the event loop.
 *
 * <p><b>Failures.</b> What a method throws is logged, told to {@link #handleTransportError}, and closes the session with
 * 1011 (RFC 6455, section 7.4.1) unless the handler has closed it. If the executor takes no more tasks, the session
 * closes with 1013.
 */
public abstract class AbstractWebSocketHandler {

    /** For subclasses. */
    protected AbstractWebSocketHandler() {}

    /** The connection is open; called first, once. */
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {}

    /**
     * A message arrived. Messages that arrived before the client closed are still handled; after this end has closed,
     * none is.
     */
    public void handleMessage(WebSocketSession session, WebSocketMessage message) throws Exception {
        if (message instanceof TextMessage text) {
            handleTextMessage(session, text);
        } else {
            handleBinaryMessage(session, (BinaryMessage) message);
        }
    }

    /** A text message arrived. */
    protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {}

    /** A binary message arrived. */
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {}

    /**
     * A pong arrived that does not answer the heartbeat (section 5.5.3). It may overtake messages that
     * wait for the handler, and of a flood of them some are left out.
     *
     * @param payload the handler's to keep
     */
    protected void handlePongMessage(WebSocketSession session, ByteBuffer payload) throws Exception {}

    /**
     * Something failed: the connection broke, the client broke the protocol, or another method of this handler threw.
     * {@link #afterConnectionClosed} follows.
     */
    public void handleTransportError(WebSocketSession session, Throwable exception) throws Exception {}

    /**
     * The connection has ended; called last, once, whatever the reason.
     *
     * @param status the status of whoever began to close, {@link CloseStatus#ABNORMAL} if nobody did
     */
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {}
}
