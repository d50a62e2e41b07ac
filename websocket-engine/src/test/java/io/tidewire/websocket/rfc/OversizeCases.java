package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.KEY;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.server;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Section 10.4: messages around {@link RfcCases#SMALL_MESSAGE_SIZE}. */
final class OversizeCases {

    private static final int LIMIT = RfcCases.SMALL_MESSAGE_SIZE;

    private OversizeCases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        String most = Hex.times(LIMIT, "61");
        for (int first : new int[] {TEXT, BINARY}) {
            String kind = first == TEXT ? "text" : "binary";
            cases.add(rule("10.4", "the largest " + kind)
                    .sends(client(first, most))
                    .gets(server(first, most)));
            cases.add(rule("10.4", "a " + kind + " larger by one byte")
                    .sends(client(first, most + "61"))
                    .failsWith(1009));
            cases.add(rule("10.4", "a " + kind + " refused by its header")
                    .sends("%02xfe%04x".formatted(first, LIMIT + 1) + KEY)
                    .failsWith(1009));
            cases.add(rule("10.4", "a " + kind + " of 2 GiB refused by its header")
                    .sends("%02xff%016x".formatted(first, 1L << 31) + KEY)
                    .failsWith(1009));
        }
        cases.add(rule("10.4", "the largest message in parts")
                .sends(client(BINARY_BEGINS, Hex.times(LIMIT - 1, "01")), client(CONTINUES, "02"), client(ENDS, ""))
                .gets(server(BINARY, Hex.times(LIMIT - 1, "01") + "02")));
        cases.add(rule("10.4", "parts that are too much together")
                .sends(client(BINARY_BEGINS, most), client(CONTINUES, "00"))
                .failsWith(1009));
        cases.add(rule("10.4", "parts that are too much together, refused by the header of the last")
                .sends(client(BINARY_BEGINS, Hex.times(600, "01")), "80fe0191" + KEY)
                .failsWith(1009));
        return cases;
    }
}
