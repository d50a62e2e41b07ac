package io.tidewire.websocket.rfc;

import static io.tidewire.websocket.rfc.RfcCase.rule;
import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.KEY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.mask;
import static io.tidewire.websocket.testing.Frames.server;

import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Section 8.1: text is UTF-8 (RFC 3629), checked as it comes. */
public final class Utf8Cases {

    /** Texts that are UTF-8, hex; each is whole. */
    public static final List<String> VALID = List.of(
            "",
            "00",
            "7f",
            "c280", // U+0080, the first of two bytes
            "dfbf", // U+07FF, the last of two
            "e0a080", // U+0800, the first of three
            "e1bfbf",
            "ecbfbf",
            "ed8080",
            "ed9fbf", // U+D7FF, the last before the surrogates
            "ee8080", // U+E000, the first behind them
            "efbfbd", // U+FFFD, the replacement character
            "efbfbe", // U+FFFE, a noncharacter
            "efbfbf", // U+FFFF, another
            "efb790", // U+FDD0, another
            "f0908080", // U+10000, the first of four
            "f09fbfbe", // U+1FFFE, a noncharacter
            "f3bfbfbf",
            "f4808080",
            "f48fbfbf", // U+10FFFF, the last of all
            "cebae1bdb9cf83cebcceb5", // Greek
            "68656c6c6f24c2a2e282acf0a4ada2", // one character of each length
            "efbbbf61"); // a byte order mark is a character like any other

    /** Begins of texts that are not UTF-8 whatever follows, hex; the last byte is the first bad one. */
    public static final List<String> INVALID = List.of(
            "80", // a following byte without a first one
            "bf",
            "6180",
            "c0", // overlong in any case
            "c1",
            "c22f", // a character cut short by ASCII
            "c2c2",
            "c2ff",
            "dfc0",
            "e080", // overlong: below U+0800
            "e09f",
            "e0a07f",
            "e0a0c0",
            "e12f",
            "eda0", // a surrogate
            "edaf",
            "edb0",
            "edbf",
            "efbf7f",
            "efbfc0",
            "f080", // overlong: below U+10000
            "f08f",
            "f0902f",
            "f090802f",
            "f490", // above U+10FFFF
            "f4bf",
            "f48fbfc0",
            "f5", // above U+10FFFF in any case
            "f6",
            "f7",
            "f8", // five and six bytes are no longer UTF-8
            "fb",
            "fc",
            "fd",
            "fe",
            "ff",
            "cebae1bdb9cf83cebcceb5eda0", // Greek, then a surrogate
            "cebae1bdb9cf83cebcceb5f490");

    /** Texts that end inside a character, hex. */
    public static final List<String> TRUNCATED = List.of(
            "c2", "df", "e0", "e0a0", "e1", "e180", "ed9f", "ef", "efbf", "f0", "f090", "f09080", "f3", "f4", "f48fbf",
            "61c3");

    private static final int LONG = 20_000;

    private Utf8Cases() {}

    static List<RfcCase> all() {
        List<RfcCase> cases = new ArrayList<>();
        valid(cases);
        invalid(cases);
        truncated(cases);
        longOnes(cases);
        return cases;
    }

    private static void valid(List<RfcCase> cases) {
        for (String text : VALID) {
            cases.add(rule("8.1", "valid: " + text).sends(client(TEXT, text)).gets(server(TEXT, text)));
            if (text.length() > 2) {
                cases.add(rule("8.1", "valid, in a fragment for each byte: " + text)
                        .sends(fragments(text), client(ENDS, ""))
                        .gets(server(TEXT, text)));
            }
        }
        cases.add(rule("8.1", "a ping inside a character that is split between fragments")
                .sends(client(TEXT_BEGINS, "f09f"), client(PING, "ff"), client(ENDS, "8c8a"))
                .gets(server(PONG, "ff"), server(TEXT, "f09f8c8a")));
        cases.add(rule("8.1", "an empty fragment inside a character")
                .sends(client(TEXT_BEGINS, "c3"), client(CONTINUES, ""), client(ENDS, "bc"))
                .gets(server(TEXT, "c3bc")));
        cases.add(rule("8.1", "binary need not be UTF-8")
                .sends(client(BINARY, "c0aff5ffeda080"))
                .gets(server(BINARY, "c0aff5ffeda080")));
    }

    private static void invalid(List<RfcCase> cases) {
        for (String text : INVALID) {
            cases.add(rule("8.1", "invalid: " + text).sends(client(TEXT, text)).failsWith(1007));
            cases.add(rule("8.1", "invalid, in a fragment for each byte: " + text)
                    .sends(fragments(text), client(ENDS, "61"))
                    .failsWith(1007));
            // the rest of the frame never comes: only a server that checks at once can answer
            byte[] begun = Hex.hex(text);
            cases.add(rule("8.1", "invalid, found before the frame is whole: " + text)
                    .sends("81fe00ff" + KEY + mask(KEY, begun))
                    .failsWith(1007));
            cases.add(rule("8.1", "invalid, found before the message is whole: " + text)
                    .sends(client(TEXT_BEGINS, text))
                    .failsWith(1007));
        }
    }

    private static void truncated(List<RfcCase> cases) {
        for (String text : TRUNCATED) {
            cases.add(
                    rule("8.1", "truncated: " + text).sends(client(TEXT, text)).failsWith(1007));
            cases.add(rule("8.1", "truncated, in a fragment for each byte: " + text)
                    .sends(fragments(text), client(ENDS, ""))
                    .failsWith(1007));
            cases.add(rule("8.1", "truncated, but the message goes on: " + text)
                    .sends(client(TEXT_BEGINS, text))
                    .gets());
        }
    }

    private static void longOnes(List<RfcCase> cases) {
        String ascii = Hex.times(LONG, "61");
        cases.add(rule("8.1", "a character at the end of a long text")
                .sends(client(TEXT, ascii + "c3bc"))
                .gets(server(TEXT, ascii + "c3bc")));
        cases.add(rule("8.1", "a long text of long characters")
                .sends(client(TEXT, Hex.times(LONG, "f09f8c8a")))
                .gets(server(TEXT, Hex.times(LONG, "f09f8c8a"))));
        cases.add(rule("8.1", "a bad byte at the end of a long text")
                .sends(client(TEXT, ascii + "ff"))
                .failsWith(1007));
        cases.add(rule("8.1", "half a character at the end of a long text")
                .sends(client(TEXT, ascii + "c3"))
                .failsWith(1007));
        cases.add(rule("8.1", "a bad byte in the middle of a long text")
                .sends(client(TEXT, ascii + "80" + ascii))
                .failsWith(1007));
    }

    /** A fragment for each byte, none of them the last. */
    private static String fragments(String text) {
        StringBuilder frames = new StringBuilder(client(TEXT_BEGINS, text.substring(0, 2)));
        for (int i = 2; i < text.length(); i += 2) {
            frames.append(client(CONTINUES, text.substring(i, i + 2)));
        }
        return frames.toString();
    }
}
