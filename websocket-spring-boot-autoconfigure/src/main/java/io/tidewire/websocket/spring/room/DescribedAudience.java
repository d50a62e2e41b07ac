package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.SocketSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** An audience as the union of its parts. */
class DescribedAudience implements Audience {

    final DefaultSockets sockets;
    private final List<Part> parts;

    DescribedAudience(DefaultSockets sockets, List<Part> parts) {
        this.sockets = sockets;
        this.parts = parts;
    }

    /** All of a topic. */
    DescribedAudience(DefaultSockets sockets, Topic topic) {
        this(sockets, List.of(new Part(Selection.of(topic), null)));
    }

    // ---- description

    @Override
    public final Audience and(Audience other) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(partsOf(other));
        return new DescribedAudience(sockets, List.copyOf(all));
    }

    @Override
    public final Audience except(Audience others) {
        Audience rest = this;
        for (Part other : partsOf(others)) {
            rest = ((DescribedAudience) rest).each(part -> part.without(other, sockets.sessions()));
        }
        return rest;
    }

    @Override
    public final Audience except(String sessionId) {
        return each(part -> part.without(sessionId));
    }

    @Override
    public final Audience filter(Predicate<? super SocketSession> filter) {
        return each(part -> part.filteredBy(filter));
    }

    private Audience each(UnaryOperator<Part> change) {
        return new DescribedAudience(sockets, parts.stream().map(change).toList());
    }

    private List<Part> partsOf(Audience other) {
        if (other instanceof DescribedAudience described && described.sockets == sockets) {
            return described.parts;
        }
        throw new IllegalArgumentException("An audience of another application or making: " + other);
    }

    /** What other nodes can be told of. */
    final List<Selection> travelling() {
        return parts.stream().filter(Part::travels).map(Part::selection).toList();
    }

    final List<Topic> topics() {
        return parts.stream().map(Part::topic).distinct().toList();
    }

    // ---- sessions

    @Override
    public final List<SocketSession> sessions() {
        List<SocketSession> found = new ArrayList<>();
        for (Topic topic : topics()) {
            forEach(topic, found::add);
        }
        return found;
    }

    /** Those of a topic, without those who are found by another topic of the audience. */
    final void forEach(Topic topic, Consumer<SocketSession> action) {
        boolean all = finds(topic);
        for (SocketSession session : sockets.sessions().sessionsOf(topic)) {
            if (all || isFoundBy(topic, session)) {
                action.accept(session);
            }
        }
    }

    /** Whether all of a topic are found by it: then no session is looked at. */
    private boolean finds(Topic topic) {
        return !parts.isEmpty()
                && parts.get(0).isWhole()
                && parts.get(0).topic().equals(topic);
    }

    /** A session is found once: by the topic of the first part that means it. */
    private boolean isFoundBy(Topic topic, SocketSession session) {
        for (Part part : parts) {
            if (part.topic().equals(topic)) {
                if (part.keeps(session, sockets.sessions())) {
                    return true;
                }
            } else if (part.matches(session, sockets.sessions())) {
                return false;
            }
        }
        return false;
    }

    // ---- what is done with them

    @Override
    public final Mono<Integer> send(Object payload) {
        return sockets.perform(this, new Envelope.Send(sockets.codec().encode(payload)));
    }

    @Override
    public final Mono<Integer> close(CloseStatus status) {
        if (!CloseStatus.isSendable(status.getCode())) {
            throw new IllegalArgumentException("Close code " + status.getCode() + " may not be sent (RFC 6455, 7.4)");
        }
        return sockets.perform(this, new Envelope.Close(status));
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
