package io.tidewire.websocket.session;

/** What has been given to the road and waits for its turn. Belongs to the event loop once it was given. */
sealed interface Waiting permits Outgoing, MessageStream {

    /** What it counts against the bound, in bytes; 0 if no more of its kind come before it is gone. */
    long weight();

    /** It will not be sent, and whoever looks at its view learns why. */
    void dropped(RuntimeException why);
}
