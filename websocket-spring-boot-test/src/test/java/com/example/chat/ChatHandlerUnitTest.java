package com.example.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.test.WebSocketPair;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChatHandlerUnitTest {

    private final ChatHandler handler = new ChatHandler(new History() {
        @Override
        String last(String room) {
            return "last of " + room;
        }
    });

    @Test
    void answersInItsRoom() {
        try (WebSocketPair pair = WebSocketPair.of(handler).connect("/chat/blue")) {
            pair.client().expectText("last of blue").send("hi").expectJson("{\"from\":\"blue\",\"text\":\"hi\"}");
        }
    }

    @Test
    void whoIsIdleForAnHourIsClosed() {
        WebSocketOptions options =
                WebSocketOptions.builder().idleTimeout(Duration.ofHours(1)).build();
        try (WebSocketPair pair = WebSocketPair.of(handler).options(options).connect("/chat/blue")) {
            pair.client().expectText("last of blue").expectNothing(Duration.ofMinutes(59));
            pair.advanceTimeBy(Duration.ofMinutes(2)).client().expectClose(1001, "idle");
        }
    }

    @Test
    void lostClientIsFoundByTheHeartbeat() {
        try (WebSocketPair pair = WebSocketPair.of(handler).connect("/chat/blue")) {
            pair.client().goSilent();
            pair.advanceTimeBy(Duration.ofSeconds(40));
            assertThat(pair.server().isOpen()).isFalse();
        }
    }

    @Test
    void brokenClientIsToldSo() {
        try (WebSocketPair pair = WebSocketPair.of(handler).connect("/chat/blue")) {
            byte[] withoutMask = {(byte) 0x81, 1, 'x'};
            pair.client().expectText("last of blue").sendRaw(withoutMask).expectClose(1002);
        }
    }
}
