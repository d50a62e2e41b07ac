package io.tidewire.websocket.spring.room;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sessions by description, as it travels: those of a topic without some.
 *
 * @param topic what they have in common
 * @param exceptSessions ids of sessions that are not meant
 * @param except whoever is in one of these is not meant either
 */
public record Selection(Topic topic, Set<String> exceptSessions, List<Selection> except) {

    /** Copies the collections. */
    public Selection {
        exceptSessions = Set.copyOf(exceptSessions);
        except = List.copyOf(except);
    }

    /** All of a topic. */
    static Selection of(Topic topic) {
        return new Selection(topic, Set.of(), List.of());
    }

    Selection without(String sessionId) {
        Set<String> ids = new HashSet<>(exceptSessions);
        ids.add(sessionId);
        return new Selection(topic, ids, except);
    }

    Selection without(Selection others) {
        List<Selection> all = new ArrayList<>(except);
        all.add(others);
        return new Selection(topic, exceptSessions, all);
    }

    /** Whether nobody of the topic is left out. */
    boolean isWhole() {
        return exceptSessions.isEmpty() && except.isEmpty();
    }

    /** Whether a session of this node is meant. */
    boolean matches(String sessionId, LocalSessions sessions) {
        return sessions.isIn(topic, sessionId) && keeps(sessionId, sessions);
    }

    /** Whether a session of the topic is meant. */
    boolean keeps(String sessionId, LocalSessions sessions) {
        if (exceptSessions.contains(sessionId)) {
            return false;
        }
        for (Selection others : except) {
            if (others.matches(sessionId, sessions)) {
                return false;
            }
        }
        return true;
    }
}
