package io.tidewire.websocket.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Native memory is used again, and given back where nobody will use it. */
class ZlibPoolTest {

    private static final byte[] ZEROS = new byte[1000];

    private final ZlibPool pool = new ZlibPool();

    private static int deflate(Deflater deflater) {
        deflater.setInput(ZEROS);
        deflater.finish();
        int length = 0;
        while (!deflater.finished()) {
            length += deflater.deflate(new byte[2000]);
        }
        return length;
    }

    private static int inflate(Inflater inflater) throws DataFormatException {
        Deflater deflater = new Deflater(6, true);
        byte[] deflated = new byte[100];
        deflater.setInput(ZEROS);
        deflater.finish();
        inflater.setInput(deflated, 0, deflater.deflate(deflated));
        deflater.end();
        return inflater.inflate(new byte[2000]);
    }

    private static void assertEnded(Deflater deflater) {
        assertThatThrownBy(deflater::getBytesRead).hasMessageContaining("closed");
    }

    private static void assertEnded(Inflater inflater) {
        assertThatThrownBy(inflater::getBytesRead).hasMessageContaining("closed");
    }

    @Test
    void whatWasGivenBackIsTakenAgainAndRemembersNothing() throws DataFormatException {
        Deflater deflater = pool.takeDeflater(6);
        Inflater inflater = pool.takeInflater();
        int length = deflate(deflater);
        inflate(inflater);
        pool.giveBack(deflater);
        pool.giveBack(inflater);

        assertThat(pool.takeDeflater(6)).isSameAs(deflater);
        assertThat(pool.takeInflater()).isSameAs(inflater);
        assertThat(deflate(deflater)).isEqualTo(length);
        assertThat(inflate(inflater)).isEqualTo(ZEROS.length);
        deflater.end();
        inflater.end();
    }

    @Test
    void deflaterThatWasIdleHasTheLevelThatIsAskedFor() {
        Deflater deflater = pool.takeDeflater(9);
        pool.giveBack(deflater);

        assertThat(deflate(pool.takeDeflater(0))).as("level 0 stores").isGreaterThan(ZEROS.length);
        deflater.end();
    }

    @Test
    void fourStayIdleAndTheFifthIsEnded() {
        List<Deflater> deflaters =
                Stream.generate(() -> pool.takeDeflater(6)).limit(5).toList();
        List<Inflater> inflaters = Stream.generate(pool::takeInflater).limit(5).toList();
        deflaters.forEach(pool::giveBack);
        inflaters.forEach(pool::giveBack);

        assertEnded(deflaters.get(4));
        assertEnded(inflaters.get(4));
        assertThat(Stream.generate(() -> pool.takeDeflater(6)).limit(4)).isEqualTo(deflaters.subList(0, 4));
        assertThat(Stream.generate(pool::takeInflater).limit(4)).isEqualTo(inflaters.subList(0, 4));
        deflaters.forEach(Deflater::end);
        inflaters.forEach(Inflater::end);
    }

    @Test
    void closedPoolHasEndedWhatWasIdle() {
        Deflater deflater = pool.takeDeflater(6);
        Inflater inflater = pool.takeInflater();
        pool.giveBack(deflater);
        pool.giveBack(inflater);
        pool.close();

        assertEnded(deflater);
        assertEnded(inflater);
        Deflater another = pool.takeDeflater(6);
        Inflater yetAnother = pool.takeInflater();
        assertThat(another).isNotSameAs(deflater);
        assertThat(yetAnother).isNotSameAs(inflater);
        another.end();
        yetAnother.end();
    }
}
