package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long TICK = TimerWheel.TICK_NANOS;
    private static final long START = -7 * TICK; // System.nanoTime() may be negative

    private final TimerWheel wheel = new TimerWheel(START);

    private static final class Alarm extends TimerWheel.Timer {

        final List<Long> woken = new ArrayList<>();
        Runnable inWake = () -> {};

        @Override
        void wake(long now) {
            woken.add(now - START);
            inWake.run();
        }
    }

    private void advanceTo(long time) {
        wheel.advance(START + time);
    }

    @Test
    void timerWakesOnceWhenDueAndNotBefore() {
        Alarm alarm = new Alarm();
        wheel.schedule(alarm, START + 5 * TICK);
        assertThat(wheel.isEmpty()).isFalse();

        advanceTo(5 * TICK - 1);
        assertThat(alarm.woken).isEmpty();
        advanceTo(5 * TICK);
        advanceTo(600 * TICK);
        assertThat(alarm.woken).containsExactly(5 * TICK);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void timeThatHasPassedWakesWithTheNextTick() {
        Alarm alarm = new Alarm();
        advanceTo(10 * TICK);
        wheel.schedule(alarm, START + TICK);

        advanceTo(11 * TICK);
        assertThat(alarm.woken).containsExactly(11 * TICK);
    }

    @Test
    void timerBeyondOneTurnWaitsForItsTurn() {
        Alarm alarm = new Alarm();
        wheel.schedule(alarm, START + 2000 * TICK);
        for (int tick = 0; tick < 2000; tick++) {
            advanceTo(tick * TICK);
        }
        assertThat(alarm.woken).isEmpty();

        advanceTo(2000 * TICK);
        assertThat(alarm.woken).hasSize(1);
    }

    @Test
    void cancelledTimerDoesNotWake() {
        Alarm first = new Alarm();
        Alarm second = new Alarm();
        Alarm third = new Alarm();
        for (Alarm alarm : List.of(first, second, third)) {
            wheel.schedule(alarm, START + 3 * TICK);
        }
        wheel.cancel(second);
        wheel.cancel(second);

        advanceTo(3 * TICK);
        assertThat(first.woken).hasSize(1);
        assertThat(second.woken).isEmpty();
        assertThat(third.woken).hasSize(1);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void laterCallReplacesTheEarlierOne() {
        Alarm alarm = new Alarm();
        wheel.schedule(alarm, START + 3 * TICK);
        wheel.schedule(alarm, START + 8 * TICK);

        advanceTo(7 * TICK);
        assertThat(alarm.woken).isEmpty();
        advanceTo(8 * TICK);
        assertThat(alarm.woken).hasSize(1);
    }

    @Test
    void timerMayScheduleItselfAgain() {
        Alarm alarm = new Alarm();
        alarm.inWake = () -> wheel.schedule(alarm, wheel.now() + 512 * TICK); // the same slot
        wheel.schedule(alarm, START + TICK);

        for (int tick = 1; tick <= 1100; tick++) {
            advanceTo(tick * TICK);
        }
        assertThat(alarm.woken).containsExactly(TICK, 513 * TICK, 1025 * TICK);
    }

    @Test
    void timerMayCancelItsNeighbours() {
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Alarm alarm = new Alarm();
            alarm.inWake = () -> alarms.forEach(wheel::cancel);
            alarms.add(alarm);
            wheel.schedule(alarm, START + 2 * TICK);
        }

        advanceTo(2 * TICK);
        assertThat(alarms.stream().mapToInt(it -> it.woken.size()).sum()).isEqualTo(1);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void wheelThatStoodStillWakesAllThatIsDue() {
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 1; i <= 3000; i++) {
            Alarm alarm = new Alarm();
            alarms.add(alarm);
            wheel.schedule(alarm, START + i * TICK);
        }

        advanceTo(2500 * TICK);
        assertThat(alarms.stream().filter(it -> !it.woken.isEmpty())).hasSize(2500);
        advanceTo(5000 * TICK);
        assertThat(alarms).allMatch(it -> it.woken.size() == 1);
    }

    @Test
    void randomTimersAreNeitherEarlyNorMoreThanTwoTicksLate() {
        Random random = new Random(6455);
        long now = 0;
        List<Alarm> alarms = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Alarm alarm = new Alarm();
            long at = now + (long) (random.nextDouble() * 900 * TICK);
            wheel.schedule(alarm, START + at);
            alarms.add(alarm);
            due.add(at);
            now += (long) (random.nextDouble() * TICK);
            advanceTo(now);
        }
        advanceTo(now + 1000 * TICK);
        for (int i = 0; i < alarms.size(); i++) {
            assertThat(alarms.get(i).woken).hasSize(1);
            long lateness = alarms.get(i).woken.get(0) - due.get(i);
            boolean wokenByTheJump = alarms.get(i).woken.get(0) == now + 1000 * TICK;
            assertThat(lateness).isGreaterThanOrEqualTo(0);
            assertThat(wokenByTheJump || lateness <= 2 * TICK).isTrue();
        }
    }
}
