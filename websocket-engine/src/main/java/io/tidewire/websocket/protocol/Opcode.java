package io.tidewire.websocket.protocol;

/** What a frame is (RFC 6455, sections 5.2 and 11.8). */
public final class Opcode {

    /** Continues the message that an earlier frame began. */
    public static final int CONTINUATION = 0x0;
    /** Begins a message of UTF-8. */
    public static final int TEXT = 0x1;
    /** Begins a message of bytes. */
    public static final int BINARY = 0x2;
    /** Begins or answers the closing handshake. */
    public static final int CLOSE = 0x8;
    /** Asks for a pong. */
    public static final int PING = 0x9;
    /** Answers a ping. */
    public static final int PONG = 0xA;

    private Opcode() {}

    /** Control frames are those whose most significant bit is set (section 5.5). */
    static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }

    /** 0x3-7 and 0xB-F are reserved (section 5.2). */
    static boolean isReserved(int opcode) {
        return (opcode & 0x7) > 2;
    }
}
