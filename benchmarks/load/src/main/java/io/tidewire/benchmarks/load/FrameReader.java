package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Reads a server's frames and compares every byte of every message with what it has to be. */
final class FrameReader implements Incoming {

    /** What the next message has to be. */
    interface Expectation {

        /**
         * The payload to compare with as it comes.
         *
         * @return {@code null} if that depends on the message: then {@link #check} is given all of it
         */
        byte @Nullable [] payload();

        /** Checks a message that was not compared. */
        default void check(byte[] message, int length) throws IOException {}
    }

    private static final int CONTINUATION = 0x0;
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final Expectation expectation;
    private @Nullable Inflater inflater;

    private final byte[] header = new byte[10];
    private int headerLength;
    private int needed = 2; // of the header

    private long missing; // of the frame's payload
    private boolean fin;
    private int opcode;

    private boolean inMessage;
    private boolean compressed;
    private int length; // of the message
    private byte[] whole = new byte[256]; // of a message that is not compared as it comes

    private final byte[] control = new byte[125];
    private int controlLength;

    FrameReader(Expectation expectation) {
        this.expectation = expectation;
    }

    @Override
    public void read(Connection connection, byte[] bytes, int count, Receiver receiver) throws IOException {
        int from = 0;
        while (from < count) {
            if (missing == 0) {
                header[headerLength++] = bytes[from++];
                if (headerLength < needed || !beginFrame()) {
                    continue;
                }
            } else {
                int piece = (int) Math.min(missing, count - from);
                payload(bytes, from, piece);
                from += piece;
                missing -= piece;
            }
            if (missing == 0) {
                endFrame(connection, receiver);
            }
        }
    }

    /** False if more of the header is needed. */
    private boolean beginFrame() throws IOException {
        int shortLength = header[1] & 0xFF;
        needed = 2 + (shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8);
        if (headerLength < needed) {
            return false;
        }
        missing = needed == 2 ? shortLength : 0;
        for (int i = 2; i < needed; i++) {
            missing = (missing << 8) | (header[i] & 0xFF);
        }
        fin = (header[0] & Frames.FIN) != 0;
        opcode = header[0] & 0xF;
        headerLength = 0;
        needed = 2;
        if (opcode >= Frames.CLOSE) {
            if (inMessage && !fin) {
                throw new IOException("A control frame in fragments");
            }
            controlLength = 0;
        } else if (opcode != (inMessage ? CONTINUATION : Frames.TEXT)) {
            throw new IOException("A frame with opcode " + opcode);
        } else if (!inMessage) {
            inMessage = true;
            compressed = (header[0] & Frames.RSV1) != 0;
            length = 0;
        }
        return true;
    }

    private void payload(byte[] bytes, int from, int count) throws IOException {
        if (opcode >= Frames.CLOSE) {
            System.arraycopy(bytes, from, control, controlLength, count);
            controlLength += count;
            return;
        }
        byte[] expected = expectation.payload();
        if (compressed || expected == null) {
            if (whole.length < length + count) {
                whole = Arrays.copyOf(whole, Math.max(2 * whole.length, length + count));
            }
            System.arraycopy(bytes, from, whole, length, count);
        } else if (length + count > expected.length
                || Arrays.mismatch(bytes, from, from + count, expected, length, length + count) >= 0) {
            throw wrong();
        }
        length += count;
    }

    private static IOException wrong() {
        return new IOException("A message is not what was sent");
    }

    private void endFrame(Connection connection, Receiver receiver) throws IOException {
        if (opcode == Frames.PING) {
            connection.pong(Arrays.copyOf(control, controlLength));
        } else if (opcode == Frames.CLOSE) {
            throw new IOException("The server closes: " + Arrays.toString(Arrays.copyOf(control, controlLength)));
        } else if (opcode < Frames.CLOSE && fin) {
            endMessage();
            inMessage = false;
            receiver.onMessage(connection);
        }
    }

    private void endMessage() throws IOException {
        byte[] expected = expectation.payload();
        if (compressed) {
            byte[] inflated = new byte[64 * 1024];
            int size = inflate(inflated);
            if (expected == null) {
                expectation.check(inflated, size);
            } else if (!Arrays.equals(inflated, 0, size, expected, 0, expected.length)) {
                throw wrong();
            }
        } else if (expected == null) {
            expectation.check(whole, length);
        } else if (length != expected.length) {
            throw wrong();
        }
    }

    /** RFC 7692, section 7.2.2; the server may keep its context. */
    private int inflate(byte[] target) throws IOException {
        Inflater source = inflater;
        if (source == null) {
            source = new Inflater(true);
            inflater = source;
        }
        try {
            source.setInput(whole, 0, length);
            int size = source.inflate(target);
            source.setInput(TAIL);
            return size + source.inflate(target, size, target.length - size);
        } catch (DataFormatException broken) {
            throw new IOException(broken);
        }
    }
}
