package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketMessage;

/** Whom the road out belongs to; called on the event loop, unless it says otherwise. */
interface RoadOwner {

    /** A message left the queue. */
    void onSent();

    /**
     * No message is to be sent from here on: either side has begun to close, or the transport has ended. What was handed
     * over is to leave the inbox now.
     */
    void onClosing();

    /** More waits than the policy allows, and the message that was too much is refused. Any thread, any time. */
    void onTooSlow();

    /**
     * A message was cut short when some of it was on its way, and nothing but a close frame can follow.
     *
     * @param tell runs when the session has failed
     */
    void onCutShort(Runnable tell);

    /** Whether the client is not to be read for now: it does not read either. Within any call. */
    void onSuspend(boolean suspended);

    /** The policy has dropped a message. In a turn of its own. */
    void onDropped(WebSocketMessage message);
}
