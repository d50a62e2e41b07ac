package io.tidewire.websocket.protocol;

import io.tidewire.websocket.CloseStatus;

/** What the protocol owes the peer. Called from within {@link WebSocketProtocol}'s methods. */
public interface ProtocolOutput {

    /**
     * Send a pong, ahead of queued messages; one that still waits may be replaced by it (RFC 6455, section 5.5.3).
     *
     * @param payload the ping's; the callee's to keep
     */
    void pong(byte[] payload);

    /**
     * Send a close frame, the last frame of all.
     *
     * @param status what it says, {@link CloseStatus#NO_STATUS_CODE} for nothing
     * @param afterQueued whether messages that wait are sent before it; otherwise they are dropped
     */
    void close(CloseStatus status, boolean afterQueued);

    /**
     * End the transport once the close frame is out (section 7.1.1).
     *
     * @param peerIsDone whether nothing more can come from the peer. Otherwise what still comes must be read and thrown
     *     away for a while: an unread byte makes TCP reset the connection, and the close frame would be lost
     */
    void end(boolean peerIsDone);

    /**
     * Send the close frame, if it is not out yet, and leave it to the peer to end the transport: a client's part
     * (section 7.1.1). The owner gives it up when the peer takes too long.
     */
    void awaitEnd();
}
