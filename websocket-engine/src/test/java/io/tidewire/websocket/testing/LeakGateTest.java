package io.tidewire.websocket.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class LeakGateTest {

    @Test
    void classThatReleasesPasses() {
        EngineExecutionResults run = run(Releasing.class);

        assertThat(run.testEvents().succeeded().count()).isEqualTo(1);
        assertThat(run.containerEvents().failed().count()).isZero();
    }

    @Test
    void classThatLeaksFailsAndNamesTheCulprit() {
        run(Leaking.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, event(container(Leaking.class), failure("Leaking.forgetsToRelease")));
    }

    @Test
    void bufferInFieldFailsTheRun() {
        run(Hoarding.class).containerEvents().assertThatEvents().haveExactly(1, event(failure("Hoarding.")));
    }

    private static Condition<Event> failure(String record) {
        return finishedWithFailure(message(it -> it.contains(record)));
    }

    private static EngineExecutionResults run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(testClass))
                .execute();
    }

    static class Releasing {

        @Test
        void releases() {
            ByteBufAllocator.DEFAULT.buffer(8).release();
        }
    }

    static class Leaking {

        @Test
        void forgetsToRelease() {
            ByteBufAllocator.DEFAULT.buffer(8).writeByte(1);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class Hoarding {

        private final ByteBuf kept = ByteBufAllocator.DEFAULT.buffer(8);

        @Test
        void keeps() {
            assertThat(kept.readableBytes()).isZero();
        }
    }
}
