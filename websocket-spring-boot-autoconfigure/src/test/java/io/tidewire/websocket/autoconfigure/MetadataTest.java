package io.tidewire.websocket.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an editor of application.yml is told. */
class MetadataTest {

    @Test
    void everyKeyIsDescribed() throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            String metadata = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            for (String key : List.of(
                    "engine-for-webflux-handlers",
                    "handshake-timeout",
                    "shutdown.status",
                    "shutdown.batch-size",
                    "shutdown.batch-interval",
                    "shutdown.timeout",
                    "allowed-origins",
                    "subprotocols",
                    "max-message-size",
                    "max-frame-size",
                    "max-fragments",
                    "close-timeout",
                    "idle-timeout",
                    "max-lifetime",
                    "heartbeat.interval",
                    "heartbeat.timeout",
                    "outbound.max-bytes",
                    "execution",
                    "payload.type-property",
                    "payload.invalid",
                    "endpoints")) {
                assertThat(metadata)
                        .containsPattern("\"name\": \"tidewire\\." + key.replace(".", "\\.")
                                + "\",\\s+\"type\": \"[^\"]+\",\\s+\"description\": \"[A-Z][^\"]+\\.\"");
            }
        }
    }
}
