package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.NO_CODE;
import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.CLOSE;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverText;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Sections 5.5.1 and 7: how a connection ends. */
final class CloseCases {

    private static final int[] VALID = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
    };
    private static final int[] INVALID = {
        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 32768, 65535
    };

    private CloseCases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        codes(cases);
        reasons(cases);
        afterwards(cases);
        return cases;
    }

    private static void codes(List<RfcCase> cases) {
        cases.add(rule("5.5.1", "an empty close is answered with an empty one")
                .sends(client(CLOSE, ""))
                .failsWith(NO_CODE));
        cases.add(rule("5.5.1", "half a code").sends(client(CLOSE, "03")).failsWith(1002));
        for (int code : VALID) {
            cases.add(rule("7.4", "close with " + code)
                    .sends(clientClose(code, ""))
                    .failsWith(code));
            cases.add(rule("7.4", "close with " + code + " and a reason")
                    .sends(clientClose(code, "tschüß"))
                    .failsWith(code));
        }
        for (int code : INVALID) {
            cases.add(rule("7.4", "close with " + code + ", which may not be sent")
                    .sends(clientClose(code, ""))
                    .failsWith(1002));
            cases.add(rule("7.4", "close with " + code + ", which may not be sent, and a reason")
                    .sends(clientClose(code, "because"))
                    .failsWith(1002));
        }
    }

    private static void reasons(List<RfcCase> cases) {
        cases.add(rule("5.5.1", "a reason of 123 bytes")
                .sends(clientClose(1000, "r".repeat(123)))
                .failsWith(1000));
        cases.add(rule("5.5.1", "a reason of 124 bytes")
                .sends(clientClose(1000, "r".repeat(124)))
                .failsWith(1002));
        cases.add(rule("5.5.1", "a reason of 123 bytes that ends with a long character")
                .sends(clientClose(1000, "r".repeat(119) + "🌊"))
                .failsWith(1000));
        for (String bad : List.of("ff", "80", "c0af", "eda080", "f4908080", "61f09f8c", "c3")) {
            cases.add(rule("5.5.1", "a reason that is not UTF-8: " + bad)
                    .sends(client(CLOSE, "03e8" + bad))
                    .failsWith(1007));
        }
    }

    private static void afterwards(List<RfcCase> cases) {
        cases.add(rule("7.1.1", "what was sent before the close is answered")
                .sends(clientText("last"), client(PING, "01"), clientClose(1000, "done"))
                .getsAndClosesWith(1000, serverText("last"), server(PONG, "01")));
        cases.add(rule("5.5.1", "a text behind the close is ignored")
                .sends(clientClose(1000, ""), clientText("late"))
                .failsWith(1000));
        cases.add(rule("5.5.1", "a ping behind the close is ignored")
                .sends(clientClose(1000, ""), client(PING, "01"))
                .failsWith(1000));
        cases.add(rule("5.5.1", "a second close is ignored")
                .sends(clientClose(1000, ""), clientClose(1001, "again"))
                .failsWith(1000));
        cases.add(rule("5.5.1", "a broken frame behind the close is ignored")
                .sends(clientClose(3001, ""), "ffffffffffff")
                .failsWith(3001));
        cases.add(rule("7.1.1", "256 KiB behind the close are read and ignored")
                .sends(clientClose(1000, ""), client(BINARY, Hex.times(256 * 1024, "00")))
                .failsWith(1000));
        cases.add(rule("7.1.7", "what comes behind a violation is not read")
                .sends(client(0x83, ""), clientText("late"), client(PING, ""), clientClose(1000, ""))
                .failsWith(1002));
        cases.add(rule("7.1.7", "256 KiB behind a violation are thrown away")
                .sends(client(0xC2, Hex.times(256 * 1024, "00")))
                .failsWith(1002));
    }
}
