package io.tidewire.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One message for many sessions: each is sent it as by {@link WebSocketSession#sendMessage}, in the same order and within
 * the same bounds, but all sessions of an event loop at once, so that it costs a fraction. Nobody hears of a single
 * session's fate.
 *
 * <p>Made and used by one thread: {@link WebSocketSession#sendIn} for each session, and then {@link #send()}, before which
 * that thread sends these sessions nothing else.
 */
public final class Broadcast {

    private final WebSocketMessage message;
    private final List<Share> shares = new ArrayList<>();

    /** A broadcast to nobody yet. */
    public Broadcast(WebSocketMessage message) {
        this.message = message;
    }

    /** Sends a message to sessions, at once; any thread. */
    public static void send(WebSocketMessage message, Iterable<? extends WebSocketSession> sessions) {
        Broadcast broadcast = new Broadcast(message);
        try {
            for (WebSocketSession session : sessions) {
                session.sendIn(broadcast);
            }
        } finally {
            broadcast.send();
        }
    }

    /** What is sent. */
    public WebSocketMessage message() {
        return message;
    }

    /** Sends it to those who take part; to be called once. */
    public void send() {
        for (int i = 0; i < shares.size(); i++) {
            shares.get(i).handOver();
        }
        shares.clear();
    }

    // ---- the engine's side

    /** Sessions that are handed the message together. */
    public interface Share {

        /** What they have in common: compared by identity. */
        Object owner();

        /** Hands the message over; does not throw. */
        void handOver();
    }

    /** The share of those who have this in common, made if there is none. */
    public Share shareOf(Object owner, Function<? super WebSocketMessage, ? extends Share> maker) {
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.owner() == owner) {
                return share;
            }
        }
        Share made = maker.apply(message);
        shares.add(made);
        return made;
    }
}
