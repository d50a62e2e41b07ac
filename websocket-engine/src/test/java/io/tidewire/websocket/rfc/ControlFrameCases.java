package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CLOSE;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.KEY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverText;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Section 5.5: pings, pongs, and the bounds of all control frames. */
final class ControlFrameCases {

    private ControlFrameCases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65, 123, 124, 125}) {
            String payload = Hex.times(length, "fe");
            cases.add(rule("5.5.2", "a ping of " + length + " bytes")
                    .sends(client(PING, payload))
                    .gets(server(PONG, payload)));
            cases.add(rule("5.5.3", "an unsolicited pong of " + length + " bytes gets no answer")
                    .sends(client(PONG, payload), clientText("on"))
                    .gets(serverText("on")));
        }
        cases.add(rule("5.5.2", "a pong holds what the ping held, text or not")
                .sends(client(PING, "00ff fe fd fc fb 00 ff".replace(" ", "")))
                .gets(server(PONG, "00fffefdfcfb00ff")));
        String[] pings = new String[10];
        String[] pongs = new String[10];
        for (int i = 0; i < pings.length; i++) {
            pings[i] = client(PING, "0" + i);
            pongs[i] = server(PONG, "0" + i);
        }
        cases.add(rule("5.5.2", "ten pings in one go").sends(pings).gets(pongs));
        cases.add(rule("5.5.3", "ten pongs in one go")
                .sends(client(PONG, "01").repeat(10), client(PING, "02"))
                .gets(server(PONG, "02")));
        cases.add(rule("5.5", "a ping between two messages")
                .sends(clientText("a"), client(PING, ""), clientText("b"))
                .gets(serverText("a"), server(PONG, ""), serverText("b")));
        bounds(cases);
        return cases;
    }

    private static void bounds(List<RfcCase> cases) {
        for (int first : new int[] {CLOSE, PING, PONG}) {
            String opcode = "opcode 0x%x ".formatted(first & 15);
            String payload = "03e8" + Hex.times(124, "61");
            cases.add(rule("5.5", opcode + "with 126 bytes")
                    .sends(client(first, payload))
                    .failsWith(1002));
            cases.add(rule("5.5", opcode + "with a 64-bit length")
                    .sends(client(first, "03e8" + Hex.times(65_534, "61")))
                    .failsWith(1002));
            cases.add(rule("5.5", opcode + "with a 16-bit length of 2")
                    .sends("%02xfe0002".formatted(first) + KEY + "3412")
                    .failsWith(1002));
            cases.add(rule("5.5", opcode + "refused by its second byte")
                    .sends("%02xfe".formatted(first))
                    .failsWith(1002));
            cases.add(rule("5.5", opcode + "without FIN")
                    .sends(client(first & 15, "03e8"))
                    .failsWith(1002));
            cases.add(rule("5.5", opcode + "in two parts")
                    .sends(client(first & 15, "03"), client(ENDS, "e8"))
                    .failsWith(1002));
            cases.add(rule("5.5", opcode + "without FIN inside a fragmented message")
                    .sends(client(BINARY_BEGINS, "61"), client(first & 15, ""), client(ENDS, "62"))
                    .failsWith(1002));
        }
    }
}
