package io.tidewire.websocket.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What happens to a few sessions, step by step as the input says, and then everything comes to its end. Whoever is told
 * of something may take the next step from within.
 */
final class SendingScenario {

    private static final int MAX_STEPS = 300;
    private static final int MAX_DEPTH = 4;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int[] LENGTHS = {
        0, 4, 5, 60, 125, 126, 500, 1000, 1100, 4096, 16_383, 16_384, 16_385, 65_536, 70_000, 200_000
    };
    private static final int[] ROOMS = {1, 10, 1000, 16_384, 40_000, 65_536, 100_000};
    private static final byte[] NOISE = noise();

    private final byte[] input;
    private int at;
    private int steps;
    private int depth;
    private long bytes;
    private long clock;
    private int ids;

    /** Whether there was no memory once: that is logged as an error. */
    boolean lacksMemory;

    private final SimulatedLoop.Stage stage = new SimulatedLoop.Stage();
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private final List<SendingSession> sessions = new ArrayList<>();
    private final List<SendingSource<?>> sources = new ArrayList<>();
    private final List<SendingView> views = new ArrayList<>();
    private final Deque<Runnable> lateViews = new ArrayDeque<>();

    SendingScenario(byte[] input) {
        this.input = input;
    }

    private static byte[] noise() {
        byte[] ascii = new byte[1 << 19];
        new Random(1).nextBytes(ascii);
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) (' ' + (ascii[i] & 0x3F));
        }
        return ascii;
    }

    void run() {
        int shape = next();
        for (int i = 0; i <= (shape >> 2 & 1); i++) {
            loops.add(new SimulatedLoop(stage));
        }
        for (int i = 0; i <= (shape & 3); i++) {
            SimulatedLoop loop = loops.get(i % loops.size());
            SendingSession session = new SendingSession(loop, next(), i == 0 && (shape & 8) != 0, this::told);
            sessions.add(session);
            loop.enter(session::open);
        }
        while (hasNext()) {
            step();
        }
        settle(false);
        settle(true);
        end((shape >> 4) & 3);
        sessions.forEach(it -> it.client.release());
    }

    // ---- the input

    private boolean hasNext() {
        return at < input.length && steps < MAX_STEPS;
    }

    private int next() {
        return at < input.length ? input[at++] & 0xFF : 0;
    }

    /** Somebody was told of something: may go on from there. */
    private void told() {
        if (hasNext() && depth < MAX_DEPTH && (next() & 3) == 3) {
            step();
        }
    }

    // ---- the steps

    private void step() {
        steps++;
        depth++;
        try {
            step(next());
        } catch (SimulatedNetwork.NoMemory expected) {
            // whoever calls the session gets to know, and goes on
        } finally {
            depth--;
        }
    }

    private void step(int what) {
        SendingSession session = sessions.get((what >> 5) % sessions.size());
        switch (what & 0x1F) {
            case 0, 1, 2, 3 -> send(session, next());
            case 4, 5, 6 -> broadcast(next());
            case 7, 8 -> sendStream(session, next());
            case 9, 10, 11 -> sendParts(session, next());
            case 12, 13 -> emit(next());
            case 14 -> cancel(next());
            case 15 -> session.ping(new byte[] {(byte) steps});
            case 16 -> session.pong(new byte[next() % 126]);
            case 17 -> receive(session, next());
            case 18 -> close(session, next());
            case 19 -> block(session, next());
            case 20, 21 -> takes(session, next());
            case 22, 23 -> runs(session.loop, next());
            case 24 -> fails(session, next());
            case 25 -> passes(session.loop, next());
            case 26 -> subscribeLate();
            case 27 -> batch(session.loop, next());
            case 28 -> endLoop(session.loop, next());
            case 29 -> runs(session.loop, 0xFF);
            default -> sendMany(session, next());
        }
    }

    /** By the event loop of the session, another one, or a thread that is none; where that cannot be, by whom it is. */
    private void by(int who, SendingSession session, Runnable what) {
        SimulatedLoop other = loops.get(loops.size() - 1);
        switch (who & 3) {
            case 0 -> what.run();
            case 1 -> enter(session.loop, what);
            case 2 -> stage.as(null, what);
            default -> enter(other, what);
        }
    }

    private static void enter(SimulatedLoop loop, Runnable what) {
        if (loop.isIdle()) {
            loop.enter(what);
        } else {
            what.run();
        }
    }

    private int length(int choice) {
        int length = LENGTHS[choice & 0xF];
        if (bytes + length > MAX_BYTES) {
            length = LENGTHS[1];
        }
        bytes += length;
        return length;
    }

    /** Content that says which it is, and can be compressed or not. */
    private byte[] content(int length, boolean repetitive) {
        int id = ++ids;
        byte[] content = new byte[length];
        if (repetitive) {
            Arrays.fill(content, (byte) ('a' + id % 26));
        } else {
            System.arraycopy(NOISE, id * 97 % 1000, content, 0, length);
        }
        byte[] name = Integer.toHexString(0x10000 + id).substring(1).getBytes(ISO_8859_1);
        System.arraycopy(name, 0, content, 0, Math.min(length, name.length));
        return content;
    }

    private static WebSocketMessage message(boolean text, byte[] content, @Nullable String key) {
        if (text) {
            TextMessage message = TextMessage.ofAscii(content);
            return key == null ? message : message.withKey(key);
        }
        BinaryMessage message = new BinaryMessage(content);
        return key == null ? message : message.withKey(key);
    }

    private void send(SendingSession session, int how) {
        int more = next();
        boolean text = (how & 0x10) != 0;
        byte[] content = content(length(how), (how & 0x20) != 0);
        String key = (more & 0x0C) == 0 ? null : "key " + (more & 0x0C);
        by(how >> 6, session, () -> send(session, text, content, key, more >> 4));
    }

    private void sendMany(SendingSession session, int how) {
        for (int i = 0; i < 20; i++) {
            byte[] content = content(length(how), (how & 0x20) != 0);
            int view = i & 1;
            by(how >> 6, session, () -> send(session, true, content, null, view));
        }
    }

    private void send(SendingSession session, boolean text, byte[] content, @Nullable String key, int view) {
        WebSocketMessage message = message(text, content, key);
        SendingSession.Sent sent = session.sends(text, key, false, ++clock);
        sent.payload.writeBytes(content);
        session.weighs(content.length);
        sent.viewedInTime = session.loop.isCurrent();
        Mono<Void> result = session.session.sendMessage(message);
        sent.returned = ++clock;
        switch (view & 3) {
            case 0 -> {}
            case 1 -> sent.view = view(result, false);
            case 2 -> sent.view = view(result, true);
            default -> lateViews.add(() -> view(result, false));
        }
    }

    private SendingView view(Mono<Void> result, boolean reacts) {
        SendingView view = new SendingView(reacts ? this::reacts : () -> {});
        views.add(view);
        view.subscribe(result);
        return view;
    }

    /** One that surely goes on. */
    private void reacts() {
        if (hasNext() && depth < MAX_DEPTH) {
            step();
        }
    }

    private void subscribeLate() {
        Runnable late = lateViews.poll();
        if (late != null) {
            late.run();
        }
    }

    private void broadcast(int how) {
        int whom = next();
        boolean text = (how & 0x10) != 0;
        byte[] content = content(length(how), (how & 0x20) != 0);
        by(how >> 6, sessions.get(0), () -> {
            WebSocketMessage message = message(text, content, null);
            List<SendingSession.Sent> all = new ArrayList<>();
            Broadcast broadcast = new Broadcast(message);
            for (int i = 0; i < sessions.size(); i++) {
                if ((whom >> i & 1) == 0) {
                    SendingSession session = sessions.get(i);
                    SendingSession.Sent sent = session.sends(text, null, false, ++clock);
                    sent.payload.writeBytes(content);
                    session.weighs(content.length);
                    all.add(sent);
                    session.session.sendIn(broadcast);
                }
            }
            broadcast.send();
            clock++;
            all.forEach(it -> it.returned = clock);
        });
    }

    private void sendStream(SendingSession session, int how) {
        int more = next();
        SendingSource<WebSocketMessage> source = new SendingSource<>(
                more & 0x1F,
                (how & 0x10) != 0,
                (more & 0xE0) == 0x20,
                new SendingSource.Emission<>() {
                    @Override
                    public WebSocketMessage next() {
                        return message(true, content(length(how), (how & 0x20) != 0), null);
                    }

                    @Override
                    public void emitted(WebSocketMessage item, Runnable emission) {
                        SendingSession.Sent sent = session.sends(true, null, true, ++clock);
                        sent.payload.writeBytes(item.bytes());
                        emission.run();
                        sent.returned = ++clock;
                    }

                    @Override
                    public void ended(boolean whole) {}
                },
                this::told);
        sources.add(source);
        by(how >> 6, session, () -> view(session.session.send(source), (more & 0x40) != 0));
    }

    private void sendParts(SendingSession session, int how) {
        int more = next();
        boolean text = (more & 0x80) != 0;
        int count = more & 0x0F;
        boolean fails = (more & 0x70) == 0x10;
        by(how >> 6, session, () -> {
            SendingSession.Sent sent = session.sends(text, null, true, ++clock);
            sent.whole = false;
            session.weighs(0);
            session.hindered = true;
            sendParts(session, sent, how, count, fails);
            sent.returned = ++clock;
        });
    }

    private void sendParts(SendingSession session, SendingSession.Sent sent, int how, int count, boolean fails) {
        SendingSource<byte[]> source = new SendingSource<>(
                count,
                (how & 0x10) != 0,
                fails,
                new SendingSource.Emission<>() {
                    @Override
                    public byte[] next() {
                        return content(Math.max(4, length(how)), (how & 0x20) != 0);
                    }

                    @Override
                    public void emitted(byte[] item, Runnable emission) {
                        sent.payload.writeBytes(item);
                        emission.run();
                    }

                    @Override
                    public void ended(boolean whole) {
                        sent.whole = whole;
                        session.disturbed |= !whole;
                    }
                },
                this::told);
        sources.add(source);
        Mono<Void> result = sent.text
                ? session.session.sendText(Flux.from(source).map(it -> new String(it, ISO_8859_1)))
                : session.session.sendBinary(source);
        sent.view = view(result, false);
    }

    private void emit(int which) {
        if (!sources.isEmpty()) {
            SendingSource<?> source = sources.get((which >> 2) % sources.size());
            by(which, sessions.get(0), source::emit);
        }
    }

    private void cancel(int which) {
        if (!views.isEmpty()) {
            SendingView view = views.get((which >> 2) % views.size());
            sessions.forEach(it -> it.cancels(view));
            by(which, sessions.get(0), view::cancel);
        }
    }

    private void receive(SendingSession session, int what) {
        if (!session.loop.isIdle()
                || !session.network.reading
                || session.network.isClosed()
                || session.clientHasClosed) {
            return;
        }
        String ping = Frames.client(Frames.PING, Hex.of((byte) steps));
        String text = Frames.clientText("hi");
        String frames = switch (what & 7) {
            case 0 -> ping;
            case 1 -> text;
            case 2 -> text + text + ping + text;
            case 3 -> Frames.client(Frames.PONG, "00");
            case 4 -> text + clientCloses(session, Frames.clientClose(1000, ""));
            case 5 -> clientCloses(session, Frames.client(Frames.CLOSE, ""));
            case 6 -> clientCloses(session, Frames.server(Frames.TEXT, "00"));
            default -> text.repeat(10);
        };
        session.isPinged(new byte[] {(byte) steps});
        receive(session, frames);
    }

    private static String clientCloses(SendingSession session, String frames) {
        session.clientHasClosed = true;
        session.disturbed |= session.client.close == null;
        return frames;
    }

    private static void receive(SendingSession session, String frames) {
        ByteBuf in = Unpooled.wrappedBuffer(Hex.hex(frames));
        session.loop.read(() -> {
            try {
                session.session.receive(in);
            } catch (SimulatedNetwork.NoMemory failure) {
                session.network.fail(failure);
            } finally {
                session.session.receiveComplete();
            }
        });
        in.release();
    }

    private void close(SendingSession session, int how) {
        by(how >> 6, session, () -> {
            if ((how & 7) == 7) {
                session.disturbed = true;
                session.network.broken = true;
                session.session.abort();
                return;
            }
            session.closes(++clock);
            Mono<Void> closed = session.session.close(CloseStatus.GOING_AWAY);
            if ((how & 8) != 0) {
                view(closed, true);
            }
        });
    }

    private static void block(SendingSession session, int room) {
        session.hindered = true;
        session.network.room = room < 0x80 ? 0 : ROOMS[room % ROOMS.length];
    }

    private static void takes(SendingSession session, int room) {
        if (session.loop.isIdle()) {
            session.hindered |= room >= 0x80;
            session.loop.enter(() -> session.network.take(room < 0x80 ? Long.MAX_VALUE : ROOMS[room % ROOMS.length]));
        }
    }

    private static void runs(SimulatedLoop loop, int count) {
        for (int i = 0; i <= count && loop.isIdle() && loop.runOne(); i++) {}
    }

    private void fails(SendingSession session, int how) {
        if ((how & 3) == 0 && session.loop.isIdle()) {
            session.disturbed = true;
            session.loop.enter(session.network::end);
        } else if ((how & 3) == 1) {
            session.disturbed = true;
            session.network.failsNext = true;
        } else if ((how & 3) == 2) {
            session.disturbed = true;
            session.network.hasNoMemory = true;
            lacksMemory = true;
        }
    }

    private void passes(SimulatedLoop loop, int seconds) {
        if (loop.isIdle()) {
            sessions.forEach(it -> it.disturbed |= it.loop == loop && !it.session.isOpen());
            loop.passes(Duration.ofSeconds(seconds & 0xF).toNanos());
        }
    }

    /** A connection of the loop is read, and meanwhile things happen by its thread. */
    private void batch(SimulatedLoop loop, int count) {
        if (loop.isIdle()) {
            loop.read(() -> {
                for (int i = 0; i <= (count & 7) && hasNext() && depth < MAX_DEPTH; i++) {
                    step();
                }
            });
        }
    }

    private void endLoop(SimulatedLoop loop, int really) {
        if (really == 0xE1 && loop.isIdle()) {
            for (SendingSession session : sessions) {
                if (session.loop == loop) {
                    session.disturbed = true;
                    loop.enter(session.network::end);
                }
            }
            loop.end();
        }
    }

    // ---- the end

    /** Everything that can happen does, but for those whose network is stuck. */
    private void settle(boolean stuckOnes) {
        sources.forEach(SendingSource::finish);
        if (stuckOnes) {
            sessions.forEach(it -> it.network.room = Long.MAX_VALUE);
        }
        for (SendingSession session : sessions) {
            if (session.stuck && !stuckOnes) {
                session.network.room = 0;
            } else {
                takes(session, 0);
            }
        }
        runAll();
        for (SendingSession session : sessions) {
            if (stuckOnes || !session.stuck) {
                session.assertSettled();
            }
        }
    }

    private void runAll() {
        boolean again = true;
        while (again) {
            again = false;
            for (SimulatedLoop loop : loops) {
                while (loop.isIdle() && loop.runOne()) {
                    again = true;
                }
            }
        }
    }

    private void end(int how) {
        for (SendingSession session : sessions) {
            if (how == 0 && session.loop.isIdle()) {
                session.loop.enter(session.network::end);
            } else {
                session.closes(++clock);
                session.session.close();
            }
        }
        runAll();
        for (SendingSession session : sessions) {
            if (how < 3 && !session.network.isClosed() && !session.clientHasClosed && session.loop.isIdle()) {
                receive(session, Frames.clientClose(1000, ""));
            }
        }
        runAll();
        for (SendingSession session : sessions) {
            if (session.network.isOutputClosed() && session.loop.isIdle()) {
                session.loop.enter(session.network::end);
            }
        }
        runAll();
        for (SimulatedLoop loop : loops) {
            if (loop.isIdle()) {
                loop.passes(Duration.ofSeconds(30).toNanos());
            }
        }
        runAll();
        lateViews.forEach(Runnable::run);
        runAll();
        sessions.forEach(SendingSession::assertOver);
        assertThat(views).as("told once").allMatch(SendingView::isOver);
        assertThat(sources).as("cancelled or over").allMatch(SendingSource::isOver);
        assertThat(loops).as("nobody uses the shared buffer").allMatch(SimulatedLoop::isSharedBufferFree);
    }
}
