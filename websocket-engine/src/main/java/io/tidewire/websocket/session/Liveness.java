package io.tidewire.websocket.session;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Watches over one session: pings a silent client (RFC 6455, section 5.5.2), gives up on a dead one, and keeps the
 * idle, lifetime and closing deadlines. One timer for all of it.
 */
final class Liveness extends TimerWheel.Timer {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long UNKNOWN = -1;

    private final EngineSession session;
    private final WebSocketOptions options;
    private final TimerWheel wheel;

    private final long openedAt;
    private final long heartbeatInterval;
    private long lastRead;
    private long lastMessage;
    private @Nullable Ping ping; // the last one
    private boolean answerDue;
    private volatile long roundTripNanos = UNKNOWN;
    private long closingSince = NEVER;

    Liveness(EngineSession session, WebSocketOptions options, TimerWheel wheel) {
        this.session = session;
        this.options = options;
        this.wheel = wheel;
        openedAt = wheel.now();
        lastRead = openedAt;
        lastMessage = openedAt;
        // clients that connected together are not to be pinged together
        heartbeatInterval = (long) (nanos(options.heartbeatInterval())
                * ThreadLocalRandom.current().nextDouble(0.9, 1.0));
    }

    /** A ping that was sent. */
    private static final class Ping {

        final long payload = ThreadLocalRandom.current().nextLong();
        final long at;
        final long sentAt = System.nanoTime(); // the wheel's clock is too coarse to measure with
        boolean answered;

        Ping(long now) {
            at = now;
        }

        byte[] payload() {
            return ByteBuffer.allocate(Long.BYTES).putLong(payload).array();
        }

        boolean isAnswer(byte[] pong) {
            return pong.length == Long.BYTES && ByteBuffer.wrap(pong).getLong() == payload;
        }
    }

    void start() {
        wheel.schedule(this, nextCheck(openedAt));
    }

    void stop() {
        wheel.cancel(this);
    }

    /** Bytes came: the client lives. */
    void onRead() {
        lastRead = wheel.now();
    }

    /** A message came or went. */
    void onMessage() {
        lastMessage = wheel.now();
    }

    /** The network took some of what waited for it: the client reads. */
    void onProgress() {
        lastRead = wheel.now();
        if (closingSince != NEVER && session.isDraining()) {
            closingSince = lastRead;
        }
    }

    /** Whether this pong answers the heartbeat; the first to do so is what the round trip is measured by. */
    boolean isAnswer(byte[] pong) {
        Ping sent = ping;
        if (sent == null || !sent.isAnswer(pong)) {
            return false;
        }
        if (!sent.answered) {
            sent.answered = true;
            roundTripNanos = System.nanoTime() - sent.sentAt;
        }
        return true;
    }

    private long pingedAt() {
        return ping == null ? openedAt : ping.at;
    }

    /** Of the last heartbeat answered; {@code null} before the first. Any thread. */
    @Nullable
    Duration roundTripTime() {
        long nanos = roundTripNanos;
        return nanos == UNKNOWN ? null : Duration.ofNanos(nanos);
    }

    /** The closing deadline runs from here. */
    void onClosing() {
        if (closingSince == NEVER) {
            closingSince = wheel.now();
            wheel.schedule(this, nextCheck(closingSince));
        }
    }

    @Override
    void wake(long now) {
        if (closingSince != NEVER) {
            if (now - closingSince >= nanos(options.closeTimeout())) {
                session.cut("no answer to the close frame");
                return;
            }
        } else if (isOver(now, openedAt, options.maxLifetime())) {
            session.close(CloseStatus.GOING_AWAY.withReason("maximum lifetime reached"));
            return;
        } else if (isOver(now, lastMessage, options.idleTimeout())) {
            session.close(CloseStatus.GOING_AWAY.withReason("idle"));
            return;
        } else if (heartbeatInterval > 0 && !beat(now)) {
            session.dead();
            return;
        }
        wheel.schedule(this, nextCheck(now));
    }

    private static boolean isOver(long now, long since, Duration limit) {
        return !limit.isZero() && now - since >= nanos(limit);
    }

    /** False if the client gave no sign of life after a ping. */
    private boolean beat(long now) {
        if (!session.isReading()) {
            lastRead = now; // an answer could not be seen; but TCP finds out whether the client is still there
            answerDue = false;
            if (now - pingedAt() >= heartbeatInterval) {
                sendPing(now);
            }
            return true;
        }
        if (answerDue) {
            if (lastRead - pingedAt() < 0) {
                return now - pingedAt() < nanos(options.heartbeatTimeout());
            }
            answerDue = false;
        }
        if (now - lastRead >= heartbeatInterval) {
            sendPing(now);
            answerDue = true;
        }
        return true;
    }

    private void sendPing(long now) {
        Ping next = new Ping(now);
        ping = next;
        session.heartbeat(next.payload());
    }

    private long nextCheck(long now) {
        if (closingSince != NEVER) {
            return closingSince + nanos(options.closeTimeout());
        }
        long next = now + Duration.ofDays(1).toNanos();
        if (heartbeatInterval > 0) {
            next = Math.min(next, answerDue ? nextLookForAnAnswer(now) : lastRead + heartbeatInterval);
        }
        if (!options.idleTimeout().isZero()) {
            next = Math.min(next, lastMessage + nanos(options.idleTimeout()));
        }
        if (!options.maxLifetime().isZero()) {
            next = Math.min(next, openedAt + nanos(options.maxLifetime()));
        }
        return next;
    }

    /** When the client is given up; before that, when it would be due for the next ping if it has answered. */
    private long nextLookForAnAnswer(long now) {
        long deadline = nanos(options.heartbeatTimeout());
        long pingedAt = pingedAt();
        return pingedAt + (now - pingedAt < heartbeatInterval ? Math.min(heartbeatInterval, deadline) : deadline);
    }

    /** Of a time-out, which may be longer than nanoseconds can say. */
    static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    /** Longer than any server runs, and short enough to be added to a time. */
    private static final Duration LONGEST = Duration.ofDays(365 * 10L);
}
