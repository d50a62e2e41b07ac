package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.CLOSE;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.KEY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.mask;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverText;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Section 5.2: bits, opcodes and lengths. */
final class FramingCases {

    private static final String SECTION = "5.2";
    private static final int[] LENGTHS = {0, 1, 7, 8, 9, 31, 32, 33, 124, 125, 126, 127, 128, 255, 256, 4095, 4096, 4097
    };
    private static final int[] LONG_LENGTHS = {16383, 16384, 16385, 65534, 65535, 65536, 65537, 131072};

    private FramingCases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        opcodes(cases);
        reservedBits(cases);
        lengths(cases);
        badLengths(cases);
        return cases;
    }

    private static void opcodes(List<RfcCase> cases) {
        cases.add(rule("5.7", "the example of a masked text")
                .sends("818537fa213d7f9f4d5158")
                .gets("810548656c6c6f"));
        cases.add(rule("5.7", "the example of a masked ping and its pong")
                .sends("898537fa213d7f9f4d5158")
                .gets("8a0548656c6c6f"));
        cases.add(rule(SECTION, "a text is echoed as text")
                .sends(clientText("Grüße, 世界 🌊"))
                .gets(serverText("Grüße, 世界 🌊")));
        cases.add(rule(SECTION, "a binary is echoed as binary")
                .sends(client(BINARY, "00ff7f80c0fe"))
                .gets(server(BINARY, "00ff7f80c0fe")));
        cases.add(rule(SECTION, "two messages in one go")
                .sends(clientText("one"), client(BINARY, "02"))
                .gets(serverText("one"), server(BINARY, "02")));
        for (int opcode : new int[] {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            String digit = "opcode 0x%x ".formatted(opcode);
            cases.add(rule(SECTION, digit + "is reserved")
                    .sends(client(0x80 | opcode, ""))
                    .failsWith(1002));
            cases.add(rule(SECTION, digit + "with a payload is reserved")
                    .sends(client(0x80 | opcode, "616263"))
                    .failsWith(1002));
            cases.add(rule(SECTION, digit + "without FIN is reserved")
                    .sends(client(opcode, "61"))
                    .failsWith(1002));
            cases.add(rule(SECTION, digit + "behind a message is reserved")
                    .sends(clientText("before"), client(0x80 | opcode, ""), clientText("after"))
                    .getsAndClosesWith(1002, serverText("before")));
        }
    }

    private static void reservedBits(List<RfcCase> cases) {
        for (int bits = 1; bits < 8; bits++) {
            for (int first : new int[] {TEXT, BINARY, CLOSE, PING, PONG}) {
                String name =
                        "reserved bits %d%d%d on opcode 0x%x".formatted(bits >> 2, bits >> 1 & 1, bits & 1, first & 15);
                String payload = first == CLOSE ? "03e8" : "616263";
                cases.add(rule(SECTION, name)
                        .sends(clientText("before"), client(first | bits << 4, payload))
                        .getsAndClosesWith(1002, serverText("before")));
            }
            cases.add(rule(SECTION, "reserved bits %d on a continuation".formatted(bits))
                    .sends(client(TEXT_BEGINS, "61"), client(CONTINUES | bits << 4, "62"))
                    .failsWith(1002));
        }
    }

    private static void lengths(List<RfcCase> cases) {
        for (int length : LENGTHS) {
            length(cases, length);
        }
        for (int length : LONG_LENGTHS) {
            length(cases, length);
        }
    }

    private static void length(List<RfcCase> cases, int length) {
        String ascii = Hex.times(length, "2a");
        String bytes = Hex.times(length, "fe");
        cases.add(rule(SECTION, "text of " + length + " bytes")
                .sends(client(TEXT, ascii))
                .gets(server(TEXT, ascii)));
        cases.add(rule(SECTION, "binary of " + length + " bytes")
                .sends(client(BINARY, bytes))
                .gets(server(BINARY, bytes)));
    }

    private static void badLengths(List<RfcCase> cases) {
        for (int length : new int[] {0, 1, 125}) {
            String payload = mask(KEY, Hex.hex(Hex.times(length, "61")));
            cases.add(rule(SECTION, length + " as a 16-bit length is not minimal")
                    .sends("81fe%04x".formatted(length) + KEY + payload)
                    .failsWith(1002));
            cases.add(rule(SECTION, length + " as a 64-bit length is not minimal")
                    .sends("82ff%016x".formatted(length) + KEY + payload)
                    .failsWith(1002));
        }
        for (int length : new int[] {126, 65_535}) {
            String payload = mask(KEY, Hex.hex(Hex.times(length, "61")));
            cases.add(rule(SECTION, length + " as a 64-bit length is not minimal")
                    .sends("81ff%016x".formatted(length) + KEY + payload)
                    .failsWith(1002));
        }
        cases.add(rule(SECTION, "the most significant bit of a 64-bit length is set")
                .sends("81ff8000000000000000" + KEY)
                .failsWith(1002));
        cases.add(rule(SECTION, "all bits of a 64-bit length are set")
                .sends("82ffffffffffffffffff" + KEY)
                .failsWith(1002));
        cases.add(rule(SECTION, "a length that is refused before its mask comes")
                .sends("82ff8000000000000001")
                .failsWith(1002));
        cases.add(rule("10.4", "the largest length there is")
                .sends("82ff7fffffffffffffff" + KEY)
                .failsWith(1009));
        cases.add(rule("10.4", "a length of 4 GiB and 1 byte is not one of 1 byte")
                .sends("82ff0000000100000001" + KEY)
                .failsWith(1009));
    }
}
