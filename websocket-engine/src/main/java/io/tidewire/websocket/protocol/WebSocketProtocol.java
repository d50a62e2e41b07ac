package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageInflater;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection's protocol after the handshake, in either role: bytes in, {@link ProtocolEvents} and {@link
 * ProtocolOutput} out. Does no I/O and knows no thread, clock or timer; its owner calls it one call at a time.
 *
 * <p>Reads frames (RFC 6455, section 5), answers pings (5.5.2) and keeps the closing handshake (7).
 */
public final class WebSocketProtocol {

    /** Where the closing handshake stands (section 7.1). */
    private enum State {
        OPEN,
        /** We have begun to close and wait for the peer's close frame. */
        CLOSE_SENT,
        /** Over: both close frames are on their way, or we failed the connection, or the transport ended. */
        CLOSED
    }

    /** Between frames. */
    private static final long NO_FRAME = -1;

    /** From here on a message's payload skips the workspace and is read where it will stay; no control frame is so long. */
    private static final int LARGE_PAYLOAD = 4 * 1024;

    private final Role role;
    private final ProtocolEvents events;
    private final ProtocolOutput output;
    private final byte[] workspace;

    private final FrameHeader header;
    private final MessageAssembler message;
    private @Nullable MessageParts parts; // in the place of whole messages
    private DataFrames data;

    private State state = State.OPEN;
    private @Nullable CloseStatus sent;
    private @Nullable CloseStatus peerStatus; // the peer's close frame is here, and this is what both sides say

    // the frame in progress
    private long missing = NO_FRAME;
    private byte @Nullable [] controlPayload;
    private byte @Nullable [] splitHeader;
    private int splitHeaderLength;

    private boolean paused; // the owner wants no more messages for now

    /** A connection in the role of the server. */
    public WebSocketProtocol(
            WebSocketOptions options,
            ProtocolEvents events,
            ProtocolOutput output,
            @Nullable MessageInflater inflater,
            byte[] workspace) {
        this(Role.SERVER, options, events, output, inflater, workspace);
    }

    /**
     * A connection whose handshake is done.
     *
     * @param role which end of the connection this is
     * @param inflater decompresses messages; {@code null} if compression was not negotiated
     * @param workspace at least 1 KiB; may be shared by all connections of one thread, since nothing stays in it
     *     between two calls
     */
    public WebSocketProtocol(
            Role role,
            WebSocketOptions options,
            ProtocolEvents events,
            ProtocolOutput output,
            @Nullable MessageInflater inflater,
            byte[] workspace) {
        this.role = role;
        this.events = events;
        this.output = output;
        this.workspace = workspace;
        this.header = new FrameHeader(role, inflater != null);
        this.message = new MessageAssembler(options, inflater);
        this.data = message;
    }

    /** Tells of messages by {@link ProtocolEvents#onPart} as they arrive; to be called before anything is received. */
    public void deliverInParts() {
        parts = message.inParts(this::deliver);
        data = parts;
    }

    /** Whether messages may be sent: nobody has begun to close. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether {@link ProtocolEvents#onClosed} was called. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /**
     * Reads what the peer sent, in pieces of any size. Never throws for what they hold.
     *
     * @param in read to its end, or to the end of the message behind which the owner wanted no more: what is left then
     *     is to be given again before anything else; stays the caller's
     */
    public void receive(ByteBuf in) {
        paused = false;
        try {
            while (in.isReadable() && state != State.CLOSED && !paused) {
                if (skipsWorkspace()) {
                    advance(data.append(in, (int) Math.min(missing, in.readableBytes())));
                } else {
                    int count = workspaceFor(in.readableBytes());
                    in.readBytes(workspace, 0, count);
                    int unread = count - read(count);
                    in.readerIndex(in.readerIndex() - unread);
                    if (peerStatus != null && state != State.CLOSED) { // whoever heard of the answer may have failed
                        closed(peerStatus, !in.isReadable());
                    }
                }
            }
        } catch (ProtocolViolation violation) {
            fail(violation);
        }
        if (!paused || state == State.CLOSED) {
            in.skipBytes(in.readableBytes());
        }
        if (parts != null && state == State.OPEN) {
            parts.flush();
        }
    }

    /** Whether what comes next is the payload of a large frame. */
    private boolean skipsWorkspace() {
        return missing > 0 && header.length() >= LARGE_PAYLOAD && data.takesBuffers();
    }

    /** Behind a large frame another one is likely: then its header is all that is wanted in the workspace. */
    private int workspaceFor(int readable) {
        boolean headerOnly = missing == NO_FRAME && header.length() >= LARGE_PAYLOAD;
        return Math.min(readable, headerOnly ? FrameHeader.MAX_LENGTH : workspace.length);
    }

    /** Reads frames and parts of frames from the workspace, and says where it stopped. */
    private int read(int end) {
        int at = 0;
        while (at < end && state != State.CLOSED && peerStatus == null && !paused && !skipsWorkspace()) {
            if (missing == NO_FRAME) {
                int used = readHeader(at, end);
                if (used == 0) {
                    return end;
                }
                at += used;
                beginFrame();
            } else {
                int count = appendPayload(at, (int) Math.min(missing, end - at));
                at += count;
                advance(count);
            }
        }
        return at;
    }

    /** How many bytes of the workspace belong to the header; 0 if all of them and it is still not whole. */
    private int readHeader(int from, int end) {
        if (splitHeader == null) {
            int used = header.read(workspace, from, end);
            if (used == 0) {
                splitHeader = new byte[FrameHeader.MAX_LENGTH];
                splitHeaderLength = end - from;
                System.arraycopy(workspace, from, splitHeader, 0, splitHeaderLength);
            }
            return used;
        }
        for (int at = from; at < end; ) {
            splitHeader[splitHeaderLength++] = workspace[at++];
            if (header.read(splitHeader, 0, splitHeaderLength) > 0) {
                splitHeader = null;
                return at - from;
            }
        }
        return 0;
    }

    private void beginFrame() {
        missing = header.length();
        if (header.isControl()) {
            controlPayload = new byte[(int) missing];
        } else {
            data.beginFrame(header);
        }
        if (missing == 0) {
            endFrame();
        }
    }

    /** How many of these bytes were taken. */
    private int appendPayload(int from, int count) {
        if (!header.isControl()) {
            return data.append(workspace, from, count);
        }
        byte[] payload = Objects.requireNonNull(controlPayload);
        int done = payload.length - (int) missing;
        Masking.unmask(workspace, from, payload, done, count, Masking.rotate(header.mask(), done));
        return count;
    }

    private void advance(int count) {
        missing -= count;
        if (missing == 0) {
            endFrame();
        }
    }

    private void endFrame() {
        missing = NO_FRAME;
        if (header.isControl()) {
            byte[] payload = Objects.requireNonNull(controlPayload);
            controlPayload = null;
            onControlFrame(header.opcode(), payload);
        } else if (header.isFin()) {
            if (parts == null) {
                deliver(message.finish());
            } else {
                parts.finish();
            }
        }
    }

    // 1.4: after it has sent a close frame, the sender is not interested in more

    private void deliver(WebSocketMessage whole) {
        if (state == State.OPEN) {
            paused = !events.onMessage(whole);
        }
    }

    private boolean deliver(MessagePart part) {
        if (state == State.OPEN) {
            paused = !events.onPart(part);
        }
        return !paused;
    }

    private void onControlFrame(int opcode, byte[] payload) {
        switch (opcode) {
            case Opcode.PING -> {
                // 5.5.2: upon receipt of a ping an endpoint MUST send a pong, unless it already received a close frame
                // 5.5.1: and no frame follows a close frame that was sent
                if (state == State.OPEN) {
                    output.pong(payload);
                }
                events.onPing(payload);
            }
            case Opcode.PONG -> events.onPong(payload);
            default -> onCloseFrame(ClosePayload.read(payload));
        }
    }

    private void onCloseFrame(CloseStatus received) {
        if (state == State.OPEN) {
            // 5.5.1: an endpoint that receives a close frame and has sent none answers with one, and echoes its status
            // before anything is sent: whoever closes now comes too late
            state = State.CLOSE_SENT;
            sent = received;
            peerStatus = received;
            output.close(received, false);
        } else {
            peerStatus = Objects.requireNonNull(sent);
        }
    }

    /**
     * Begins the closing handshake (section 7.1.2): what waits to be sent goes before the close frame. Without effect
     * once either side has begun to close.
     */
    public void close(CloseStatus status) {
        if (state == State.OPEN) {
            state = State.CLOSE_SENT;
            sent = status;
            output.close(status, true);
        }
    }

    /** Fails the connection (section 7.1.7): what waits to be sent is dropped, what still comes is not read. */
    public void fail(CloseStatus status) {
        if (state == State.OPEN) {
            state = State.CLOSE_SENT;
            sent = status;
            output.close(status, false);
        }
        if (state != State.CLOSED) {
            closed(Objects.requireNonNull(sent), false);
        }
    }

    private void fail(ProtocolViolation violation) {
        if (state == State.OPEN) {
            // before anybody is told: whoever closes now comes too late, the peer hears of its own fault
            state = State.CLOSE_SENT;
            sent = violation.status();
            output.close(violation.status(), false);
        }
        if (state != State.CLOSED) {
            events.onViolation(violation);
        }
        if (state != State.CLOSED) {
            closed(Objects.requireNonNull(sent), false);
        }
    }

    /** The transport has ended: there is nobody left to send to. */
    public void transportEnded() {
        data.close();
        if (state != State.CLOSED) {
            state = State.CLOSED;
            // 7.1.5: closed without a close frame, the code is considered to be 1006
            events.onClosed(CloseStatus.ABNORMAL);
        }
    }

    /** 7.1.1: the server closes the TCP connection first, and the client waits for it. */
    private void closed(CloseStatus status, boolean peerIsDone) {
        state = State.CLOSED;
        data.close();
        try {
            if (role == Role.CLIENT && peerStatus != null) {
                output.awaitEnd();
            } else {
                output.end(peerIsDone);
            }
        } finally { // also if there is no memory for a close frame
            events.onClosed(status);
        }
    }
}
