package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        SerialExecutor serial = new SerialExecutor(pool, () -> {});
        int count = 5_000;
        CountDownLatch done = new CountDownLatch(2 * count);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>());
        for (List<Integer> mine : seen) {
            pool.execute(() -> {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    serial.execute(() -> {
                        if (running.getAndIncrement() > 0) {
                            overlaps.incrementAndGet();
                        }
                        mine.add(number);
                        running.decrementAndGet();
                        done.countDown();
                    });
                }
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(overlaps).hasValue(0);
        assertThat(seen).allSatisfy(mine -> assertThat(mine).hasSize(count).isSorted());
        pool.shutdown();
    }

    @Test
    void busyConnectionLetsOthersIn() {
        List<Runnable> turns = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(turns::add, () -> {});
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            serial.execute(done::incrementAndGet);
        }
        assertThat(turns).hasSize(1);
        turns.remove(0).run();
        assertThat(done).hasValue(64);
        assertThat(turns).hasSize(1);
        turns.remove(0).run();
        assertThat(done).hasValue(100);
        assertThat(serial.pending()).isZero();
        assertThat(turns).isEmpty();
    }

    @Test
    void taskWithinATaskRunsAfterIt() {
        List<String> order = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(Runnable::run, () -> {});
        serial.execute(() -> {
            serial.execute(() -> order.add("second"));
            order.add("first");
        });
        assertThat(order).containsExactly("first", "second");
    }
}
