package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.WebSocketListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboundWindowTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final InboundWindow window = new InboundWindow(new WebSocketListener.Inbound() {

        @Override
        public void request(long n) {
            assertThat(n).isEqualTo(1);
            asked.incrementAndGet();
        }

        @Override
        public boolean tryTake() {
            throw new AssertionError();
        }

        @Override
        public boolean isAbandoned() {
            throw new AssertionError();
        }

        @Override
        public boolean execute(Runnable task) {
            return false;
        }
    });

    private BinaryMessage arrives(int length) {
        assertThat(asked.getAndDecrement()).as("was asked for").isEqualTo(1);
        BinaryMessage message = new BinaryMessage(new byte[length]);
        window.taken(message);
        return message;
    }

    @Test
    void messagesAreTakenOneAtATimeWhileThereIsRoom() {
        window.open();
        arrives(30_000);
        arrives(30_000);
        assertThat(asked).hasValue(1);

        arrives(30_000);
        assertThat(asked).hasValue(0);
    }

    @Test
    void oneLargeMessageFillsTheWindow() {
        window.open();
        BinaryMessage large = arrives(10_000_000);
        assertThat(asked).hasValue(0);

        window.handled(large);
        assertThat(asked).hasValue(1);
    }

    @Test
    void nextIsAskedForOnceWhenThereIsRoomAgain() {
        window.open();
        Queue<BinaryMessage> taken = new ArrayDeque<>();
        while (asked.get() > 0) {
            taken.add(arrives(20_000));
        }
        assertThat(taken).hasSize(4);
        for (int i = 0; i < 4; i++) {
            window.handled(taken.remove());
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void emptyMessagesFillItToo() {
        window.open();
        int taken = 0;
        while (asked.get() > 0) {
            arrives(0);
            taken++;
        }

        assertThat(taken).isEqualTo(1024);
    }

    @Test
    void twoThreadsNeverLoseTheDemand() throws InterruptedException {
        Random random = new Random(6455);
        BlockingQueue<BinaryMessage> toHandle = new LinkedBlockingQueue<>();
        int rounds = 100_000;
        Thread handler = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    window.handled(toHandle.take());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        handler.start();
        window.open();
        for (int i = 0; i < rounds; i++) {
            while (asked.get() == 0) {
                Thread.onSpinWait();
            }
            toHandle.add(arrives(random.nextInt(50_000)));
        }
        handler.join();

        assertThat(asked).hasValue(1);
    }
}
