package io.tidewire.websocket.session;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.MaskingEncoder;
import io.tidewire.websocket.protocol.Role;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one session sends in one turn of the event loop into one buffer and one flush: a read batch ends with
 * at most one system call, however many frames it was answered with. Holds no buffer between turns.
 */
final class Cork implements Runnable {

    /** A fuller buffer is handed on, so that the transport can say when it has enough. */
    private static final int FULL = 64 * 1024;

    private static final int SMALLEST = 256;

    private final Transport transport;
    /** A client's; {@code null} for a server, which does not mask. */
    private final @Nullable MaskingEncoder masking;

    private @Nullable ByteBuf buffer;
    private int usualSize = SMALLEST;

    private boolean reading;
    private boolean unflushed;
    private boolean flushScheduled;

    /** A server's. */
    Cork(Transport transport) {
        this(transport, Role.SERVER);
    }

    Cork(Transport transport, Role role) {
        this.transport = transport;
        this.masking = role == Role.CLIENT ? new MaskingEncoder() : null;
    }

    /** Until {@link #endBatch} nothing is flushed. */
    void beginBatch() {
        reading = true;
    }

    void endBatch() {
        reading = false;
        flushWritten();
    }

    /** Appends a frame whose payload is small enough to be copied behind its header. */
    void append(int opcode, byte[] payload) {
        append(opcode, payload, payload.length);
    }

    /** Appends a frame with the first {@code count} bytes as its payload. */
    void append(int opcode, byte[] payload, int count) {
        ByteBuf out = room(count + FrameEncoder.MAX_HEADER_LENGTH);
        writeHeader(out, opcode, count);
        writePayload(out, payload, 0, count);
        if (out.readableBytes() >= FULL) {
            write();
        }
        flushLater();
    }

    /** Appends the header of a frame and the first {@code count} bytes of its payload. */
    void appendFirst(int opcode, byte[] payload, int count) {
        ByteBuf out = room(count + FrameEncoder.MAX_HEADER_LENGTH);
        writeHeader(out, opcode, payload.length);
        writePayload(out, payload, 0, count);
        write();
        flushLater();
    }

    /** Appends more of a payload. */
    void appendMore(byte[] payload, int from, int count) {
        ByteBuf out = room(count);
        writePayload(out, payload, from, count);
        write();
        flushLater();
    }

    /** Whether frames are masked, each in its own way. */
    boolean isMasking() {
        return masking != null;
    }

    /** Appends frames that are not masked; they stay the caller's. */
    void append(ByteBuf frames) {
        int count = frames.readableBytes();
        ByteBuf out = room(count);
        out.writeBytes(frames, frames.readerIndex(), count);
        if (out.readableBytes() >= FULL) {
            write();
        }
        flushLater();
    }

    private void writeHeader(ByteBuf out, int opcode, int length) {
        if (masking == null) {
            FrameEncoder.writeHeader(out, opcode, length);
        } else {
            masking.writeHeader(out, opcode, length);
        }
    }

    private void writePayload(ByteBuf out, byte[] payload, int from, int count) {
        if (masking == null) {
            out.writeBytes(payload, from, count);
        } else {
            masking.writePayload(out, payload, from, count);
        }
    }

    private ByteBuf room(int size) {
        ByteBuf out = buffer;
        if (out != null && out.readableBytes() + size > FULL) {
            write();
            out = null;
        }
        if (out == null) {
            out = newBuffer(Math.max(size, usualSize));
            buffer = out;
        }
        return out;
    }

    /** Without memory for a frame the session cannot go on: it would be missing, also to a deflater that remembers it. */
    private ByteBuf newBuffer(int size) {
        try {
            return transport.buffer(size);
        } catch (Throwable failure) {
            transport.cut();
            throw failure;
        }
    }

    private void write() {
        ByteBuf full = buffer;
        if (full != null) {
            buffer = null;
            // the next turn will send about as much as this one
            usualSize = Math.max(SMALLEST, Math.min(full.readableBytes(), FULL));
            transport.write(full);
        }
    }

    private void flushLater() {
        unflushed = true;
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            transport.execute(this);
        }
    }

    /** The end of a turn outside of a read batch. */
    @Override
    public void run() {
        flushScheduled = false;
        flushWritten();
    }

    void flush() {
        write();
        unflushed = false;
        transport.flush();
    }

    /** Flushes what was written in this turn, if anything was. */
    void flushWritten() {
        if (unflushed) {
            flush();
        }
    }

    /** Hands everything to the transport, which is about to flush it. */
    void empty() {
        write();
        unflushed = false;
    }

    /** Whether the network takes more, after it was given what is there. */
    boolean isWritable() {
        if (transport.isWritable()) {
            return true;
        }
        flushWritten();
        return transport.isWritable();
    }

    /** The transport has ended. */
    void discard() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        unflushed = false;
    }
}
