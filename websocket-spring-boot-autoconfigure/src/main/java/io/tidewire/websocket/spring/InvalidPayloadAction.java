package io.tidewire.websocket.spring;

/** What happens when a payload cannot be read or is not valid, and no {@link OnError} method deals with it. */
public enum InvalidPayloadAction {

    /** The session closes: with 1007 if it cannot be read, with 1008 if it is not valid (RFC 6455, section 7.4.1). */
    CLOSE,

    /** The client is told as JSON what is wrong ({@link InvalidPayloadReply}), and the session stays open. */
    REPLY
}
