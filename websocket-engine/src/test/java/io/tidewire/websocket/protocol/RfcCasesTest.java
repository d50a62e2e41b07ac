package io.tidewire.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.rfc.RfcCase;
import io.tidewire.websocket.rfc.RfcCases;
import io.tidewire.websocket.testing.Hex;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of the RFC, however TCP cuts it. */
class RfcCasesTest {

    /** Up to here a case is cut at each of its bytes. */
    private static final int SHORT = 400;

    static List<RfcCase> cases() {
        return RfcCases.all();
    }

    static List<RfcCase> oversize() {
        return RfcCases.oversize();
    }

    @Test
    void thereAreManyAndEachHasItsOwnName() {
        List<RfcCase> cases = cases();

        assertThat(cases).hasSizeGreaterThan(150);
        assertThat(new HashSet<>(cases.stream().map(RfcCase::toString).toList()))
                .hasSameSizeAs(cases);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void caseHolds(RfcCase rfc) {
        check(rfc, RfcCases.MAX_MESSAGE_SIZE);
    }

    @ParameterizedTest
    @MethodSource("oversize")
    void oversizeCaseHolds(RfcCase rfc) {
        check(rfc, RfcCases.SMALL_MESSAGE_SIZE);
    }

    private static void check(RfcCase rfc, int maxMessageSize) {
        WebSocketOptions options =
                WebSocketOptions.builder().maxMessageSize(maxMessageSize).build();
        byte[] bytes = rfc.clientBytes();
        check(rfc, new Peer(options).echoing().sends(bytes), "whole");
        Peer byByte = new Peer(options, 1024).echoing();
        for (int i = 0; i < bytes.length; i++) {
            byByte.sends(bytes, i, i + 1);
        }
        check(rfc, byByte, "byte by byte");
        for (int split = 1; split < bytes.length && bytes.length <= SHORT; split++) {
            Peer peer = new Peer(options, 1024).echoing();
            check(rfc, peer.sends(bytes, 0, split).sends(bytes, split, bytes.length), "split at " + split);
        }
    }

    private static void check(RfcCase rfc, Peer peer, String how) {
        String problem = problem(rfc, peer);
        if (!problem.isEmpty()) {
            throw new AssertionError(how + ": " + problem);
        }
    }

    private static String problem(RfcCase rfc, Peer peer) {
        byte[] received = peer.receivedBytes();
        byte[] answers = rfc.answerBytes();
        if (!Arrays.equals(received, 0, Math.min(answers.length, received.length), answers, 0, answers.length)) {
            return "got " + Hex.of(received);
        }
        byte[] rest = Arrays.copyOfRange(received, answers.length, received.length);
        if (!rfc.ends()) {
            return rest.length == 0 && peer.closed.isEmpty() ? "" : "ended with " + Hex.of(rest) + peer.closed;
        }
        if (rest.length < 2 || rest[0] != (byte) 0x88 || rest.length != 2 + rest[1] || peer.closed.size() != 1) {
            return "did not end with one close frame, but with " + Hex.of(rest) + peer.closed;
        }
        int code = ClosePayload.read(Arrays.copyOfRange(rest, 2, rest.length)).getCode();
        return code == rfc.closeCode() ? "" : "closed with " + code;
    }
}
