package io.tidewire.websocket.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Arbitrary sends, broadcasts, streams and closes of several sessions, by any thread and from within each other, over
 * networks that stall and fail: each byte or two of the input is a step of a {@link SendingScenario}.
 */
class SendingFuzzTest {

    /** What is logged as an error, which the engine does instead of throwing where others are concerned. */
    private static final class Errors extends AppenderBase<ILoggingEvent> {

        final List<String> all = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                all.add(event.getFormattedMessage());
            }
        }
    }

    private static final Errors ERRORS = new Errors();

    static {
        ERRORS.start();
        Logger engine = (Logger) LoggerFactory.getLogger("io.tidewire");
        engine.addAppender(ERRORS);
        engine.setAdditive(false);
        ((Logger) LoggerFactory.getLogger("reactor")).addAppender(ERRORS);
    }

    /** A shape, one of each session, and steps: see {@link SendingScenario}. */
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "10 18 00 43 10 00 8e 20 00 45 00 1d", // small and large ones, on the loop and not
                        "11 18 7b 13 00 00 4d 10 00 4d 10 00 4d 20 14 80 14 00 1d", // a slow client
                        "17 18 38 78 1a 04 83 00 04 8f 01 04 c6 02 1d 3d", // broadcasts, some compressed
                        "10 18 07 50 05 00 00 00 09 50 03 00 00 00 09 40 02 00 0c 00 00 1d 0c 01 00", // streams, parts
                        "10 18 13 00 00 4d 10 12 48 1d 14 00 1d 11 05", // closed while something waits
                        "13 00 01 02 04 13 00 33 00 53 00 73 00 1e 43 3e 43 5e 43 7e 43 1d", // too much waits
                        "10 03 13 00 00 4d 04 00 47 04 00 47 08 00 47 04 14 00", // replaced by the latest
                        "11 18 18 18 01 00 4e 10 04 43 00 1d", // a network that fails
                        "05 60 00 07 18 01 00 0d 00 09 00 20 16 04 03 00 04 00 00 12 80 18 02", // no memory
                        "00 00 09 1d 13 1e 44 00 00 00 18 02", // no memory for the end of what is cut short
                        // nor for the close frame behind that, which waited for the rest
                        "88 00 09 1d 13 00 09 1d 13 1e 44 00 00 00 18 b2 b2 b2 b2 b2 b2 b2 b2 b2 b7 b2 b2 b2 b2 b2 b2 1e"
                                + " 44 00 00 00 18 02",
                        // closed by who hears of what goes out to make room for a message
                        "b2 10 18 13 3d 00 56 67 67 67 fd 67 67 9c 98 98 98 67 12 48 e9 1d 14 3d 11 05 13 3d 00 56 67 67"
                                + " 67 fd 9c 98 67 98 67 98 67 12 48 e9 1d 14 3d 11 05",
                        // no memory for what must make room for a broadcast
                        "fb fb fb e9 e7 38 73 78 1a cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd 26 cd cd cd"
                                + " cd cd cd 00 04 8f cb 04 c6 ff 0c 05 ff c6 1d 3d")
                .map(hex -> Hex.hex(hex.replace(" ", "")));
    }

    @MethodSource("seeds")
    @FuzzTest
    void arrivesInOrderOrItsSenderIsTold(byte[] input) {
        ERRORS.all.clear();
        SendingScenario scenario = new SendingScenario(input);
        scenario.run();
        if (!scenario.lacksMemory) {
            assertThat(ERRORS.all).as("logged").isEmpty();
        }
    }
}
