package io.tidewire.websocket.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.protocol.FrameEncoder;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of one event loop get of a {@link Broadcast}: their frames are made once. Messages that follow each
 * other to the same sessions become one block of frames. The sender's until it is handed over, then the event loop's.
 */
final class SharedMessage extends Inbox.Entry implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SharedMessage.class);

    private static final int USUAL_COUNT = 16;

    private final Inbox inbox;
    private final Transport loop;
    final WebSocketMessage message;

    private @Nullable Recipient[] roads = new Recipient[USUAL_COUNT]; // null where it is done with
    private int count;

    // the event loop's: the messages behind this one
    @Nullable
    SharedMessage behind;

    private @Nullable SharedMessage lastBehind;
    private int taker; // whose messages are taken out next, probably: the one behind the last
    private int frameBytes;
    private @Nullable ByteBuf frames;

    SharedMessage(Inbox inbox, Transport loop, WebSocketMessage message) {
        this.inbox = inbox;
        this.loop = loop;
        this.message = message;
        this.frameBytes = message.getPayloadLength() + FrameEncoder.MAX_HEADER_LENGTH;
    }

    // ---- the sender's side

    void add(Recipient road) {
        if (count == roads.length) {
            roads = Arrays.copyOf(roads, count * 2);
        }
        roads[count++] = road;
    }

    /** Hands it over. */
    @Override
    public void run() {
        boolean atOnce = false;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Recipient road = roads[i];
            if (road != null) {
                Recipient.Room room = reserve(road);
                atOnce |= room == Recipient.Room.LAST;
                if (room != Recipient.Room.NONE) {
                    roads[kept++] = road;
                }
            }
        }
        count = kept;
        if (kept > 0) {
            inbox.offer(this, loop, atOnce);
        }
    }

    private Recipient.Room reserve(Recipient road) {
        try {
            return road.reserve(message);
        } catch (Throwable failure) { // of one session, which was sent what it had in store: the others get theirs
            log.error("A message for many failed for one", failure);
            return Recipient.Room.NONE;
        }
    }

    // ---- the event loop's side

    @Override
    boolean absorbs(Inbox.Entry next) {
        if (!(next instanceof SharedMessage other)
                || frameBytes + other.frameBytes > MessageWriter.SMALL_PAYLOAD
                || count != other.count
                || !Arrays.equals(roads, 0, count, other.roads, 0, count)) {
            return false;
        }
        if (lastBehind == null) {
            behind = other;
        } else {
            lastBehind.behind = other;
        }
        lastBehind = other;
        frameBytes += other.frameBytes;
        return true;
    }

    @Override
    void take() {
        boolean isLast = next == null;
        for (int i = 0; i < count; i++) {
            Recipient road = roads[i];
            if (road == null) {
                continue;
            }
            try {
                road.prepare();
                if (roads[i] != null) { // or somebody heard of something and closed the session, which took it out
                    roads[i] = null;
                    road.take(this);
                }
                if (isLast || inbox.isTurnLong()) {
                    road.endTurn(); // before others fill buffers: this one's is still in the cache, and is free again
                }
            } catch (Throwable failure) { // of one session: the others get theirs
                log.error("A message for many failed for one", failure);
                dropFor(i);
            }
        }
    }

    @Override
    boolean takeOut(Recipient road, Deque<Waiting> out) {
        for (int n = 0; n < count; n++) {
            int i = taker;
            taker = i + 1 < count ? i + 1 : 0;
            if (roads[i] == road) {
                roads[i] = null;
                addTo(road, out);
                break;
            }
        }
        return false;
    }

    /** Adds the messages as a road's own. */
    void addTo(Recipient road, Deque<Waiting> out) {
        for (SharedMessage next = this; next != null; next = next.behind) {
            out.add(road.outgoing(next.message));
        }
    }

    /** What the messages count against a road's bound. */
    long weight(Recipient road) {
        long sum = 0;
        for (SharedMessage next = this; next != null; next = next.behind) {
            sum += road.weight(next.message);
        }
        return sum;
    }

    /** Whether these are small, and none would be compressed from this length on. */
    boolean isPlain(int threshold) {
        if (message.getPayloadLength() > MessageWriter.SMALL_PAYLOAD) {
            return false;
        }
        for (SharedMessage next = this; next != null; next = next.behind) {
            if (next.message.getPayloadLength() >= threshold && next.message.isCompressible()) {
                return false;
            }
        }
        return true;
    }

    /** The frames of all messages, uncompressed and as a server's; on the heap. */
    ByteBuf frames() {
        ByteBuf made = frames;
        if (made == null) {
            made = Unpooled.buffer(frameBytes);
            for (SharedMessage next = this; next != null; next = next.behind) {
                FrameEncoder.writeFrame(made, MessageWriter.opcodeOf(next.message), next.message.bytes());
            }
            frames = made;
        }
        return made;
    }

    @Override
    void drop() {
        for (int i = 0; i < count; i++) {
            dropFor(i);
        }
    }

    private void dropFor(int place) {
        Recipient road = roads[place];
        if (road != null) {
            roads[place] = null;
            road.leftInbox(weight(road));
        }
    }
}
