package io.tidewire.websocket;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One message for many sessions: each is sent it as by {@link WebSocketSession#sendMessage}, in the same order and within
 * the same bounds, but all sessions of an event loop at once, so that it costs a fraction. Nobody hears of a single
 * session's fate.
 *
 * <p>Made and used by one thread: {@link WebSocketSession#sendIn} for each session, once, and then {@link #send()}, before
 * which that thread sends these sessions nothing else.
 */
public final class Broadcast {

    private final WebSocketMessage message;
    private final Map<Object, Runnable> parts = new LinkedHashMap<>();

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

    /** Sends it to those who take part, and forgets them. */
    public void send() {
        Collection<Runnable> all = List.copyOf(parts.values());
        parts.clear();
        all.forEach(Runnable::run);
    }

    /**
     * For those who take part: what runs when the broadcast is sent, and must not throw. Sessions that have something in
     * common share it.
     *
     * @param key what they have in common
     * @param maker makes it of the message, for the first of them
     */
    public Runnable onSend(Object key, Function<? super WebSocketMessage, ? extends Runnable> maker) {
        Runnable known = parts.get(key);
        if (known == null) {
            known = maker.apply(message);
            parts.put(key, known);
        }
        return known;
    }
}
