package io.tidewire.websocket.session;

import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.Opcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one message of unknown length into frames (RFC 6455, section 5.4): the first with the opcode, continuations, the
 * last with FIN; a message that fits into the first is a single frame. It is compressed if compression was agreed and it
 * does not end before the threshold, and the budget has room when it begins; RSV1 is on the first frame only (RFC 7692,
 * section 6.1). Event loop only.
 */
final class Fragments {

    /** The longest payload of a frame, before compression. */
    static final int LENGTH = 64 * 1024;

    private static final int SMALLEST_BUFFER = 1024;

    private static final byte[] NOTHING = new byte[0];

    private final Cork cork;
    private @Nullable MessageDeflater deflater;
    private int opcode;
    private boolean begun;

    private byte[] gathered = NOTHING;
    private int length;

    /**
     * A message that has not begun.
     *
     * @param opcode {@link Opcode#TEXT} or {@link Opcode#BINARY}
     * @param deflater {@code null} if compression was not agreed
     */
    Fragments(Cork cork, @Nullable MessageDeflater deflater, int opcode) {
        this.cork = cork;
        this.deflater = deflater;
        this.opcode = opcode;
    }

    /** Whether a frame was written. */
    boolean haveBegun() {
        return begun;
    }

    /** Whether nothing more fits into the frame that is gathered. */
    boolean isFull() {
        return length == LENGTH;
    }

    /** Gathers some of a piece, and says how many bytes. */
    int take(byte[] piece, int from) {
        int count = Math.min(piece.length - from, LENGTH - length);
        if (gathered.length < length + count) {
            int size = Math.max(SMALLEST_BUFFER, Math.max(length + count, 2 * gathered.length));
            gathered = Arrays.copyOf(gathered, Math.min(size, LENGTH));
        }
        System.arraycopy(piece, from, gathered, length, count);
        length += count;
        return count;
    }

    /** Writes what is gathered as a frame that is not the last; false if it is too little for one. */
    boolean write() {
        if (length < smallest()) {
            return false;
        }
        write(false);
        return true;
    }

    /** Less might end before it is worth compressing. */
    private int smallest() {
        return begun || deflater == null ? 1 : Math.max(1, Math.min(deflater.threshold(), LENGTH));
    }

    /** Writes what is gathered, if anything is, as the last frame. */
    void writeLast() {
        write(true);
        gathered = NOTHING;
    }

    private void write(boolean last) {
        if (!begun && !last && deflater != null && !deflater.hasRoom()) {
            deflater = null;
        }
        byte[] payload = gathered;
        int count = length;
        int first = begun ? Opcode.CONTINUATION : opcode;
        if (deflater != null) {
            byte[] deflated;
            if (begun || !last) {
                deflated = deflater.deflatePart(gathered, length, last);
            } else {
                deflated = deflater.deflate(Arrays.copyOf(gathered, length));
            }
            if (deflated != null) {
                payload = deflated;
                count = deflated.length;
                first |= begun ? 0 : FrameEncoder.RSV1;
            }
        }
        cork.append(last ? first : first | FrameEncoder.MORE, payload, count);
        begun = true;
        length = 0;
    }
}
