package io.tidewire.websocket.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one event loop has in store for others is handed over when its read is done. */
class ReadBatchTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void ends() throws Exception {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).get();
    }

    /** Runs on the loop, and tells what ran. */
    private List<String> onLoop(Runnable what) throws Exception {
        return loop.submit(what, ran).get();
    }

    private EventLoopState state() {
        return EventLoopState.of(loop);
    }

    private void later(String name) {
        EventLoopState.afterBatch(name, () -> ran.add(name));
    }

    @Test
    void tasksWaitForTheEndOfTheBatchInTheirOrder() throws Exception {
        onLoop(() -> {
            state().beginBatch();
            later("a");
            state().beginBatch(); // the next read of the same turn
            later("b");
            ran.add("read");
            state().endBatch();
            ran.add("end");
            state().endBatch();
        });

        assertThat(ran).containsExactly("read", "a", "b", "end");
    }

    @Test
    void taskOfOneKeyRunsOnceInABatch() throws Exception {
        onLoop(() -> {
            state().beginBatch();
            later("a");
            later("b");
            later("a");
            state().endBatch();
            later("a");
        });

        assertThat(ran).containsExactly("a", "b", "a");
    }

    @Test
    void betweenBatchesTasksRunAtOnce() throws Exception {
        onLoop(() -> {
            later("before");
            state().beginBatch();
            state().endBatch();
            later("after");
            ran.add("end");
        });

        assertThat(ran).containsExactly("before", "after", "end");
    }

    @Test
    void tasksOfOtherThreadsRunAtOnce() throws Exception {
        onLoop(() -> state().beginBatch());
        later("here");

        assertThat(ran).containsExactly("here");
    }

    @Test
    void taskThatFailsStopsNoOther() throws Exception {
        onLoop(() -> {
            state().beginBatch();
            later("a");
            EventLoopState.afterBatch("other", () -> {
                throw new IllegalStateException("meant to fail");
            });
            later("b");
            state().endBatch();
            state().beginBatch();
            later("next");
            state().endBatch();
        });

        assertThat(ran).as("each once").containsExactly("a", "b", "next");
    }

    @Test
    void taskMayEndTheBatchOfAConnectionThatItCloses() throws Exception {
        onLoop(() -> {
            state().beginBatch();
            EventLoopState.afterBatch("other", () -> {
                later("at once");
                state().endBatch();
            });
            later("b");
            state().endBatch();
        });

        assertThat(ran).containsExactly("at once", "b");
    }
}
