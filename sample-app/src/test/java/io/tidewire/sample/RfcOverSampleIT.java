package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.rfc.RfcCase;
import io.tidewire.websocket.rfc.RfcCases;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.ServerFrame;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every case of the RFC, against a handler of the starter. */
@SampleTest
class RfcOverSampleIT {

    @LocalServerPort
    int port;

    static List<RfcCase> cases() {
        return RfcCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void caseHolds(RfcCase rfc) throws IOException {
        try (RawWebSocketClient client = RawWebSocketClient.open(port, "/echo")) {
            client.send(rfc.clientBytes());
            for (String answer : rfc.answers()) {
                ServerFrame frame = client.frame();
                // Not isEqualTo: some frames have 64 KiB
                assertThat(frame.hex().equals(answer)).as("%s", frame).isTrue();
            }
            if (rfc.ends()) {
                assertThat(client.readCloseAndEnd()).isEqualTo(rfc.closeCode());
            } else {
                client.send(Frames.clientClose(1000, ""));
                assertThat(client.readCloseAndEnd()).isEqualTo(1000);
            }
        }
    }
}
