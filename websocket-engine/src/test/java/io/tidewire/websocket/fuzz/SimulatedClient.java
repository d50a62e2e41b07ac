package io.tidewire.websocket.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Reads what a server sends, with nothing of the engine's (RFC 6455, section 5; RFC 7692, section 7.2.2). */
final class SimulatedClient {

    /** A message that has come. */
    static final class Received {

        final boolean text;
        final byte[] payload;

        Received(boolean text, byte[] payload) {
            this.text = text;
            this.payload = payload;
        }
    }

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final @Nullable Inflater inflater;
    private final boolean keepsContext;

    private byte[] data = new byte[256];
    private int at;
    private int end;

    private int opcode; // of the message that has begun, or 0
    private boolean compressed;
    private ByteArrayOutputStream content = new ByteArrayOutputStream();

    final List<Received> messages = new ArrayList<>();
    final List<byte[]> pings = new ArrayList<>();
    final List<byte[]> pongs = new ArrayList<>();
    byte @Nullable [] close;
    /** The first rule that was broken. */
    @Nullable
    String fault;

    SimulatedClient(boolean compression, boolean keepsContext) {
        this.inflater = compression ? new Inflater(true) : null;
        this.keepsContext = keepsContext;
    }

    /** So many bytes arrive. */
    void accept(ByteBuf bytes, int count) {
        if (data.length < end + count) {
            System.arraycopy(data, at, data, 0, end - at);
            end -= at;
            at = 0;
            data = Arrays.copyOf(data, Math.max(data.length, 2 * (end + count)));
        }
        bytes.readBytes(data, end, count);
        end += count;
        while (fault == null && readFrame()) {}
    }

    /** Whether what came ends amid a frame or a message. */
    boolean isAmid() {
        return at < end || opcode != 0;
    }

    /** Whether the server's close frame has one of these codes. */
    boolean isClosedWith(int... codes) {
        byte[] status = close;
        return status != null
                && status.length >= Short.BYTES
                && Arrays.stream(codes)
                        .anyMatch(it -> it == ByteBuffer.wrap(status).getShort());
    }

    void release() {
        if (inflater != null) {
            inflater.end();
        }
    }

    private boolean readFrame() {
        if (end - at < 2) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(data, at, end - at);
        int first = in.get() & 0xFF;
        int second = in.get() & 0xFF;
        check(close == null, "a frame behind the close frame");
        check((second & 0x80) == 0, "a server's frame is masked");
        long length = second & 0x7F;
        if (length >= 126) {
            int size = length == 126 ? Short.BYTES : Long.BYTES;
            if (in.remaining() < size) {
                return false;
            }
            length = size == Short.BYTES ? in.getShort() & 0xFFFF : in.getLong();
            check(length > (size == Short.BYTES ? 125 : 0xFFFF), "the length is not in its shortest form");
        }
        if (in.remaining() < length) {
            return false;
        }
        byte[] payload = new byte[(int) length];
        in.get(payload);
        at = in.position();
        onFrame(first, payload);
        return true;
    }

    private void onFrame(int first, byte[] payload) {
        boolean fin = (first & 0x80) != 0;
        boolean rsv1 = (first & 0x40) != 0;
        check((first & 0x30) == 0, "a reserved bit");
        int code = first & 0x0F;
        switch (code) {
            case 0, 1, 2 -> {
                check((code == 0) == (opcode != 0), "a message among another one's fragments, or an end without one");
                if (code != 0) {
                    opcode = code;
                    compressed = rsv1;
                    check(!rsv1 || inflater != null, "compression that was not agreed");
                } else {
                    check(!rsv1, "RSV1 on a continuation");
                }
                content.writeBytes(payload);
                if (fin) {
                    onMessage();
                }
            }
            case 8, 9, 10 -> {
                check(fin && !rsv1 && payload.length <= 125, "not what a control frame may be");
                onControlFrame(code, payload);
            }
            default -> check(false, "opcode " + code);
        }
    }

    private void onControlFrame(int code, byte[] payload) {
        if (code == 8) {
            close = payload;
        } else {
            (code == 9 ? pings : pongs).add(payload);
        }
    }

    private void onMessage() {
        byte[] whole = content.toByteArray();
        content = new ByteArrayOutputStream();
        boolean text = opcode == 1;
        opcode = 0;
        if (compressed && inflater != null) {
            whole = inflate(inflater, whole);
        }
        if (text) {
            try {
                UTF_8.newDecoder().decode(ByteBuffer.wrap(whole));
            } catch (CharacterCodingException e) {
                check(false, "a text that is not UTF-8");
            }
        }
        messages.add(new Received(text, whole));
    }

    private byte[] inflate(Inflater inflater, byte[] deflated) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[8 * 1024];
        try {
            for (byte[] in : List.of(deflated, TAIL)) {
                inflater.setInput(in);
                for (int count = inflater.inflate(piece); count > 0; count = inflater.inflate(piece)) {
                    out.write(piece, 0, count);
                }
                check(inflater.getRemaining() == 0, "bytes behind the end of what is compressed");
            }
        } catch (DataFormatException e) {
            check(false, "neither deflate nor " + e.getMessage());
        }
        if (!keepsContext) {
            inflater.reset();
        }
        return out.toByteArray();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && fault == null) {
            fault = otherwise;
        }
    }
}
