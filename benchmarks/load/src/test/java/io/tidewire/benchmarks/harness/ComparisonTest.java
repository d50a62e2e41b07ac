package io.tidewire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Medians and ratios. */
class ComparisonTest {

    private static final Offset<Double> ROUNDING = within(1e-9);
    private static final long SECOND = 1_000_000_000;

    @Test
    void medianIsTheMiddleOne() {
        assertThat(Statistics.of(DoubleStream.of(9, 1, 4))).isEqualTo(new Statistics(4, 1, 9));
    }

    @Test
    void medianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Statistics.of(DoubleStream.of(9, 1, 4, 5)).median()).isEqualTo(4.5);
    }

    @Test
    void nothingHasNoMedian() {
        assertThat(Statistics.of(DoubleStream.empty()).isEmpty()).isTrue();
    }

    /** The machine was twice as slow in the second round, for both of them. */
    @Test
    void ratioIsOfTheSameRound() {
        Comparison comparison = new Comparison(List.of(
                round("webflux", 1, 1000),
                round("ours", 1, 3000),
                round("webflux", 2, 500),
                round("ours", 2, 1500),
                round("webflux", 3, 1000),
                round("ours", 3, 5000)));
        Statistics ratio = comparison.ratio("echo", "ours");
        assertThat(ratio.median()).isCloseTo(3, ROUNDING);
        assertThat(ratio.min()).isCloseTo(3, ROUNDING);
        assertThat(ratio.max()).isCloseTo(5, ROUNDING);
        assertThat(comparison.ratio("other", "ours").isEmpty()).isTrue();
    }

    @Test
    void roundThatTheYardstickMissesHasNoRatio() {
        Comparison comparison = new Comparison(List.of(round("ours", 1, 3000)));
        assertThat(comparison.ratio("echo", "ours").isEmpty()).isTrue();
    }

    @Test
    void figuresOfARound() {
        Round round = new Round("echo", "ours", 1, 1_000_000, 2 * SECOND, SECOND, SECOND / 2, SECOND);
        assertThat(round.messagesPerCpuSecond()).isCloseTo(1e6 / 1.5, ROUNDING);
        assertThat(round.userMicros()).isCloseTo(1.0, ROUNDING);
        assertThat(round.systemMicros()).isCloseTo(0.5, ROUNDING);
        assertThat(round.serverShare()).isCloseTo(0.75, ROUNDING);
        assertThat(round.loadShare()).isCloseTo(0.5, ROUNDING);
    }

    @Test
    void busyLoadBindsAServerThatIsNotBusy() {
        assertThat(new Round("echo", "ours", 1, 1, 100, 0, 0, 96).boundByLoad()).isFalse();
        assertThat(new Round("echo", "ours", 1, 1, SECOND, SECOND / 2, SECOND / 4, SECOND).boundByLoad())
                .isTrue();
        assertThat(new Round("echo", "ours", 1, 1, SECOND, SECOND / 2, SECOND / 2, SECOND).boundByLoad())
                .isFalse();
    }

    private static Round round(String server, int number, long messages) {
        return new Round("echo", server, number, messages, SECOND, SECOND / 2, SECOND / 2, SECOND / 2);
    }
}
