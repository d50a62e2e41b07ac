package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.SocketSession;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of an audience: a selection, and what cannot travel.
 *
 * @param selection who is meant
 * @param filter whoever it does not accept is not meant; {@code null} for a part that other nodes can be told of
 */
record Part(Selection selection, @Nullable Predicate<? super SocketSession> filter) {

    boolean travels() {
        return filter == null;
    }

    Topic topic() {
        return selection.topic();
    }

    Part without(String sessionId) {
        return new Part(selection.without(sessionId), filter);
    }

    Part without(Part others, LocalSessions sessions) {
        return others.travels()
                ? new Part(selection.without(others.selection), filter)
                : filteredBy(session -> !others.matches(session, sessions));
    }

    Part filteredBy(Predicate<? super SocketSession> more) {
        Predicate<? super SocketSession> known = filter;
        return new Part(selection, known == null ? more : session -> known.test(session) && more.test(session));
    }

    /** Whether nobody of the topic is left out. */
    boolean isWhole() {
        return filter == null && selection.isWhole();
    }

    /** Whether a session of this node is meant. */
    boolean matches(SocketSession session, LocalSessions sessions) {
        return sessions.isIn(topic(), session.getId()) && keeps(session, sessions);
    }

    /** Whether a session of the topic is meant. */
    boolean keeps(SocketSession session, LocalSessions sessions) {
        return selection.keeps(session.getId(), sessions) && (filter == null || filter.test(session));
    }
}
