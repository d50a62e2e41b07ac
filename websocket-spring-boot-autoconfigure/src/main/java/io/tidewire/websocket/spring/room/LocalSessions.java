package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.SocketSession;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.FluxSink;

/**
 * The open sessions of this node and their topics. Each topic is found by its name and each session knows its own, so
 * that nothing here costs more because there are other topics or other sessions. A topic that nobody has is forgotten,
 * unless it is an endpoint: of these there are few, and an only client that comes and goes is not to be a subscription that
 * comes and goes.
 */
final class LocalSessions {

    private final ConcurrentMap<String, Membership> sessions = new ConcurrentHashMap<>();
    private final ConcurrentMap<Topic, TopicMembers> topics = new ConcurrentHashMap<>();
    private final Function<Topic, Disposable> subscriber;
    private final RoomEvents events;
    private volatile boolean closed;

    /**
     * No sessions yet.
     *
     * @param subscriber hears what other nodes tell about a topic
     * @param events told of who joins and leaves
     */
    LocalSessions(Function<Topic, Disposable> subscriber, RoomEvents events) {
        this.subscriber = subscriber;
        this.events = events;
    }

    /** A session and the topics that it has, until it ends. */
    private static final class Membership {

        /** So many most sessions have: that of their endpoint and that of their user. */
        private static final int FEW = 2;

        final SocketSession session;
        private Set<Topic> topics = Set.of(); // immutable if they are few: a fifth of the memory
        boolean ended;

        Membership(SocketSession session) {
            this.session = session;
        }

        List<Topic> topics() {
            return List.copyOf(topics);
        }

        /** False if the session has the topic already. */
        boolean add(Topic topic) {
            return change(all -> all.add(topic));
        }

        /** False if the session does not have the topic. */
        boolean remove(Topic topic) {
            return change(all -> all.remove(topic));
        }

        private boolean change(Predicate<Set<Topic>> change) {
            Set<Topic> all = topics.size() <= FEW ? new HashSet<>(topics) : topics;
            boolean isNews = change.test(all);
            if (isNews) {
                topics = all.size() <= FEW ? Set.copyOf(all) : all;
            }
            return isNews;
        }
    }

    // ---- sessions

    /** A session is open. */
    void opened(SocketSession session) {
        sessions.put(session.getId(), new Membership(session));
    }

    /** A session has ended: it leaves its topics, and joins none any more. */
    void ended(SocketSession session) {
        Membership membership = sessions.remove(session.getId());
        if (membership == null) {
            return;
        }
        List<Topic> left;
        synchronized (membership) {
            membership.ended = true;
            left = membership.topics();
            left.forEach(topic -> remove(topic, membership.session));
        }
        left.forEach(events::publish);
    }

    @Nullable
    SocketSession find(String sessionId) {
        Membership membership = sessions.get(sessionId);
        return membership == null ? null : membership.session;
    }

    // ---- their topics

    /** Gives a session a topic; false if the session has ended. */
    boolean join(Topic topic, String sessionId) {
        Membership membership = sessions.get(sessionId);
        if (membership == null) {
            return false;
        }
        // a session that ends just now waits for this, and leaves then
        synchronized (membership) {
            if (membership.ended) {
                return false;
            }
            if (membership.add(topic)) {
                add(topic, membership.session);
            }
        }
        events.publish(topic);
        return true;
    }

    /** Takes a topic from a session; false if it did not have it. */
    boolean leave(Topic topic, String sessionId) {
        Membership membership = sessions.get(sessionId);
        if (membership == null) {
            return false;
        }
        synchronized (membership) {
            if (!membership.remove(topic)) {
                return false;
            }
            remove(topic, membership.session);
        }
        events.publish(topic);
        return true;
    }

    private void add(Topic topic, SocketSession session) {
        enter(topic, members -> events.joined(topic, session, members.add(session)));
    }

    private void remove(Topic topic, SocketSession session) {
        exit(topic, members -> events.left(topic, session, members.remove(session)));
    }

    boolean isIn(Topic topic, String sessionId) {
        TopicMembers members = topics.get(topic);
        return members != null && members.contains(sessionId);
    }

    /** Those who have a topic, as they come and go. */
    Collection<SocketSession> sessionsOf(Topic topic) {
        TopicMembers members = topics.get(topic);
        return members == null ? List.of() : members.sessions();
    }

    List<RoomMember> membersOf(Topic topic) {
        TopicMembers members = topics.get(topic);
        return members == null ? List.of() : members.members();
    }

    /** How many topics somebody has or listens to. */
    int topicCount() {
        return (int)
                topics.values().stream().filter(members -> !members.isEmpty()).count();
    }

    // ---- listeners

    /** Emits what is sent about a topic, until disposed of. */
    void listen(Topic topic, FluxSink<WebSocketMessage> listener) {
        enter(topic, members -> members.add(listener));
        listener.onDispose(() -> exit(topic, members -> members.remove(listener)));
        if (closed) {
            listener.complete();
        }
    }

    void tellListeners(Topic topic, WebSocketMessage message) {
        TopicMembers members = topics.get(topic);
        if (members != null) {
            members.tellListeners(message);
        }
    }

    /** Completes all listeners, later ones at once, and hears nothing from other nodes any more. */
    void close() {
        // first: a topic that the loop misses is looked at after this
        closed = true;
        topics.values().forEach(members -> {
            members.completeListeners();
            members.subscription.dispose();
        });
    }

    // ---- first and last

    private interface Change {
        void apply(TopicMembers members);
    }

    private void enter(Topic topic, Change change) {
        TopicMembers[] made = new TopicMembers[1];
        topics.compute(topic, (key, known) -> {
            TopicMembers members = known;
            if (members == null) {
                members = new TopicMembers();
                made[0] = members;
            } else if (members.isEmpty() && members.isForgotten()) {
                made[0] = members;
            }
            change.apply(members);
            return members;
        });
        if (made[0] != null && !closed) {
            // outside of the map's lock; if the last has left meanwhile, what is put into the swap is disposed of
            made[0].subscription.update(subscriber.apply(topic));
        }
    }

    private void exit(Topic topic, Change change) {
        TopicMembers[] left = new TopicMembers[1];
        topics.computeIfPresent(topic, (key, members) -> {
            change.apply(members);
            if (!members.isEmpty() || topic instanceof Topic.OfEndpoint) {
                return members;
            }
            left[0] = members;
            return null;
        });
        if (left[0] != null) {
            left[0].subscription.dispose();
        }
    }
}
