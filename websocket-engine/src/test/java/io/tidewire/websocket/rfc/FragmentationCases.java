package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverText;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Section 5.4: messages in parts. */
final class FragmentationCases {

    private static final String SECTION = "5.4";

    private FragmentationCases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        joined(cases);
        interleaved(cases);
        broken(cases);
        return cases;
    }

    private static void joined(List<RfcCase> cases) {
        cases.add(rule(SECTION, "text in two parts")
                .sends(client(TEXT_BEGINS, "48656c"), client(ENDS, "6c6f"))
                .gets(serverText("Hello")));
        cases.add(rule(SECTION, "binary in three parts")
                .sends(client(BINARY_BEGINS, "01"), client(CONTINUES, "02ff"), client(ENDS, "03"))
                .gets(server(BINARY, "0102ff03")));
        for (int parts : new int[] {10, 100, 1000}) {
            cases.add(rule(SECTION, "text in " + parts + " parts")
                    .sends(client(TEXT_BEGINS, "61"), client(CONTINUES, "62").repeat(parts - 2), client(ENDS, "63"))
                    .gets(server(TEXT, "61" + Hex.times(parts - 2, "62") + "63")));
        }
        cases.add(rule(SECTION, "binary in parts of 30 KiB")
                .sends(
                        client(BINARY_BEGINS, Hex.times(30_720, "01")),
                        client(CONTINUES, Hex.times(30_720, "02")),
                        client(ENDS, Hex.times(30_720, "03")))
                .gets(server(BINARY, Hex.times(30_720, "01") + Hex.times(30_720, "02") + Hex.times(30_720, "03"))));
        cases.add(rule(SECTION, "an empty first part")
                .sends(client(TEXT_BEGINS, ""), client(ENDS, "61"))
                .gets(serverText("a")));
        cases.add(rule(SECTION, "an empty middle part")
                .sends(client(BINARY_BEGINS, "61"), client(CONTINUES, ""), client(ENDS, "62"))
                .gets(server(BINARY, "6162")));
        cases.add(rule(SECTION, "an empty last part")
                .sends(client(TEXT_BEGINS, "61"), client(ENDS, ""))
                .gets(serverText("a")));
        cases.add(rule(SECTION, "nothing but empty parts")
                .sends(client(TEXT_BEGINS, ""), client(CONTINUES, ""), client(CONTINUES, ""), client(ENDS, ""))
                .gets(serverText("")));
        cases.add(rule(SECTION, "two fragmented messages of different kinds")
                .sends(client(TEXT_BEGINS, "61"), client(ENDS, "62"), client(BINARY_BEGINS, "63"), client(ENDS, "64"))
                .gets(serverText("ab"), server(BINARY, "6364")));
        cases.add(rule(SECTION, "a whole message behind a fragmented one")
                .sends(client(BINARY_BEGINS, "ff"), client(ENDS, "fe"), clientText("c"))
                .gets(server(BINARY, "fffe"), serverText("c")));
        cases.add(rule(SECTION, "a message that is not finished is not delivered")
                .sends(clientText("whole"), client(TEXT_BEGINS, "61"), client(CONTINUES, "62"))
                .gets(serverText("whole")));
    }

    private static void interleaved(List<RfcCase> cases) {
        cases.add(rule(SECTION, "a ping between two parts is answered before the message is whole")
                .sends(client(TEXT_BEGINS, "61"), client(PING, "70"), client(ENDS, "62"))
                .gets(server(PONG, "70"), serverText("ab")));
        cases.add(rule(SECTION, "an empty ping between two parts")
                .sends(client(BINARY_BEGINS, "61"), client(PING, ""), client(ENDS, "62"))
                .gets(server(PONG, ""), server(BINARY, "6162")));
        cases.add(rule(SECTION, "a pong between two parts")
                .sends(client(TEXT_BEGINS, "61"), client(PONG, "70"), client(ENDS, "62"))
                .gets(serverText("ab")));
        cases.add(rule(SECTION, "a ping behind each of three parts")
                .sends(
                        client(TEXT_BEGINS, "61"),
                        client(PING, "01"),
                        client(CONTINUES, "62"),
                        client(PING, "02"),
                        client(ENDS, "63"),
                        client(PING, "03"))
                .gets(server(PONG, "01"), server(PONG, "02"), serverText("abc"), server(PONG, "03")));
        cases.add(rule(SECTION, "a ping between empty parts")
                .sends(client(TEXT_BEGINS, ""), client(PING, "01"), client(ENDS, ""))
                .gets(server(PONG, "01"), serverText("")));
        cases.add(rule(SECTION, "a close between two parts")
                .sends(client(TEXT_BEGINS, "61"), clientClose(1000, ""), client(ENDS, "62"))
                .failsWith(1000));
    }

    private static void broken(List<RfcCase> cases) {
        for (String payload : List.of("", "61")) {
            String what = payload.isEmpty() ? "an empty " : "a ";
            cases.add(rule(SECTION, what + "last part of nothing")
                    .sends(client(ENDS, payload))
                    .failsWith(1002));
            cases.add(rule(SECTION, what + "part of nothing")
                    .sends(client(CONTINUES, payload))
                    .failsWith(1002));
            cases.add(rule(SECTION, what + "last part behind a whole message")
                    .sends(clientText("whole"), client(ENDS, payload))
                    .getsAndClosesWith(1002, serverText("whole")));
            cases.add(rule(SECTION, what + "last part behind the last part")
                    .sends(client(TEXT_BEGINS, "61"), client(ENDS, "62"), client(ENDS, payload))
                    .getsAndClosesWith(1002, serverText("ab")));
            for (int first : new int[] {TEXT, BINARY, TEXT_BEGINS, BINARY_BEGINS}) {
                String name = what + "message begins (0x%02x) inside a fragmented one".formatted(first);
                cases.add(rule(SECTION, name)
                        .sends(client(TEXT_BEGINS, "61"), client(first, payload))
                        .failsWith(1002));
                cases.add(rule(SECTION, name + " behind a ping")
                        .sends(client(BINARY_BEGINS, "61"), client(PING, "07"), client(first, payload))
                        .getsAndClosesWith(1002, server(PONG, "07")));
            }
        }
    }
}
