package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.CLOSE;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverText;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Sections 5.1 and 5.3: a client masks, whatever the key. */
final class MaskCases {

    private MaskCases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        for (int first : new int[] {TEXT, BINARY, TEXT_BEGINS, CONTINUES, CLOSE, PING, PONG}) {
            String opcode = "first byte 0x%02x without mask".formatted(first);
            cases.add(rule("5.1", opcode).sends(server(first, "")).failsWith(1002));
            cases.add(rule("5.1", opcode + ", with a payload")
                    .sends(server(first, "03e8"))
                    .failsWith(1002));
        }
        cases.add(rule("5.1", "a frame without mask behind a message")
                .sends(clientText("masked"), serverText("bare"), clientText("masked"))
                .getsAndClosesWith(1002, serverText("masked")));
        cases.add(rule("5.1", "a long frame without mask")
                .sends(server(BINARY, Hex.times(70_000, "00")))
                .failsWith(1002));
        for (String key : List.of("00000000", "ffffffff", "00000001", "80000000", "61616161", "8040c0e0")) {
            for (int length : new int[] {1, 2, 3, 4, 5, 8, 37}) {
                String text = Hex.times(length, "61");
                cases.add(rule("5.3", "key " + key + " over " + length + " bytes")
                        .sends(client(TEXT, key, text))
                        .gets(server(TEXT, text)));
            }
        }
        cases.add(rule("5.3", "each frame has a key of its own")
                .sends(client(TEXT_BEGINS, "11223344", "6869"), client(ENDS, "deadbeef", "6a6b6c"))
                .gets(server(TEXT, "68696a6b6c")));
        cases.add(rule("5.3", "a ping's pong is not masked")
                .sends(client(PING, "01020304", "70696e67"))
                .gets(server(PONG, "70696e67")));
        return cases;
    }
}
