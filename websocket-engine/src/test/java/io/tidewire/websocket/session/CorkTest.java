package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.protocol.Opcode;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;

class CorkTest {

    private final FakeTransport transport = new FakeTransport();
    private final Cork cork = new Cork(transport);

    @Test
    void framesOfOneReadBatchAreOneBufferAndOneFlush() {
        cork.beginBatch();
        for (int i = 0; i < 100; i++) {
            cork.append(Opcode.TEXT, new byte[] {'a'});
        }
        assertThat(transport.writes).isZero();
        cork.endBatch();

        assertThat(transport.received()).isEqualTo(Hex.times(100, "810161"));
        assertThat(transport.writes).isEqualTo(1);
        assertThat(transport.flushes).isEqualTo(1);
        assertThat(transport.waitingTasks()).isZero();
    }

    @Test
    void batchThatWasNotAnsweredIsNotFlushed() {
        cork.beginBatch();
        cork.endBatch();

        assertThat(transport.flushes).isZero();
    }

    @Test
    void framesOfOneTurnOutsideOfABatchAreOneBufferAndOneFlush() {
        cork.append(Opcode.TEXT, new byte[] {'a'});
        cork.append(Opcode.BINARY, new byte[] {'b'});
        assertThat(transport.flushes).isZero();
        assertThat(transport.waitingTasks()).isEqualTo(1);

        transport.runTasks();
        assertThat(transport.received()).isEqualTo("810161" + "820162");
        assertThat(transport.writes).isEqualTo(1);
        assertThat(transport.flushes).isEqualTo(1);
    }

    @Test
    void nextTurnFlushesAgain() {
        cork.append(Opcode.TEXT, new byte[] {'a'});
        transport.runTasks();
        cork.append(Opcode.TEXT, new byte[] {'b'});
        transport.runTasks();

        assertThat(transport.received()).isEqualTo("810161" + "810162");
        assertThat(transport.flushes).isEqualTo(2);
    }

    @Test
    void batchThatComesBeforeTheTurnEndsFlushesForIt() {
        cork.append(Opcode.TEXT, new byte[] {'a'});
        cork.beginBatch();
        cork.append(Opcode.TEXT, new byte[] {'b'});
        cork.endBatch();
        transport.runTasks();

        assertThat(transport.received()).isEqualTo("810161" + "810162");
        assertThat(transport.flushes).isEqualTo(1);
    }

    @Test
    void fullBufferIsHandedOnWithoutAFlush() {
        transport.block();
        cork.beginBatch();
        for (int i = 0; i < 20; i++) {
            cork.append(Opcode.BINARY, new byte[10_000]);
        }
        assertThat(transport.writes).isGreaterThanOrEqualTo(3);
        assertThat(transport.flushes).isZero();
        assertThat(transport.largestWrite).isLessThanOrEqualTo(64 * 1024);
        assertThat(transport.isWritable()).isFalse();

        transport.take(Long.MAX_VALUE);
        cork.endBatch();
        assertThat(transport.received()).isEqualTo(Hex.times(20, "827e2710" + Hex.times(10_000, "00")));
    }

    @Test
    void largeFrameGoesBehindWhatIsThere() {
        cork.append(Opcode.TEXT, new byte[] {'a'});
        cork.appendFirst(Opcode.BINARY, new byte[100_000], 60_000);
        cork.appendMore(new byte[100_000], 60_000, 40_000);
        cork.append(Opcode.TEXT, new byte[] {'b'});
        transport.runTasks();

        assertThat(transport.received())
                .isEqualTo("810161" + "827f00000000000186a0" + Hex.times(100_000, "00") + "810162");
    }

    @Test
    void emptiedCorkLeavesNothingToFlush() {
        cork.append(Opcode.TEXT, new byte[] {'a'});
        cork.empty();
        transport.runTasks();

        assertThat(transport.flushes).as("whoever emptied it flushes").isZero();
        transport.flush();
        assertThat(transport.received()).isEqualTo("810161");
    }

    @Test
    void discardedBufferIsReleasedAndNotSent() {
        cork.append(Opcode.TEXT, new byte[] {'a'});
        cork.discard();
        cork.discard();
        transport.runTasks();

        assertThat(transport.writes).isZero();
        assertThat(transport.flushes).isZero();
    }
}
