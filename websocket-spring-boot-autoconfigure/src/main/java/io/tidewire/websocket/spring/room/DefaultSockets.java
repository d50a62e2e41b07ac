package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.SocketSession;
import io.tidewire.websocket.spring.SocketSessionObserver;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The sockets of this node, joined with those of other nodes by a {@link ClusterBus}. */
public final class DefaultSockets implements Sockets, SocketSessionObserver, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DefaultSockets.class);

    private final PayloadCodec codec;
    private final ClusterLink cluster;
    private final LocalSessions sessions;
    private final Scheduler listenerScheduler;

    /**
     * Sockets; no sessions yet.
     *
     * @param codec encodes what is sent
     * @param bus reaches the other nodes
     * @param events told of {@link RoomEvent}s
     * @param executor where listeners to events and messages run; they may block
     */
    public DefaultSockets(PayloadCodec codec, ClusterBus bus, ApplicationEventPublisher events, Executor executor) {
        this.codec = codec;
        this.cluster = new ClusterLink(bus);
        Executor lasting = new LastingExecutor(executor);
        this.sessions = new LocalSessions(
                topic -> cluster.subscribe(topic, this::receive),
                new RoomEvents(room -> new TopicRoom(this, room), events::publishEvent, lasting));
        this.listenerScheduler = Schedulers.fromExecutor(lasting);
    }

    // ---- whom

    @Override
    public Audience endpoint(String name) {
        return new DescribedAudience(this, new Topic.OfEndpoint(EndpointName.of(name)));
    }

    @Override
    public Audience user(String name) {
        return new DescribedAudience(this, new Topic.OfUser(name));
    }

    @Override
    public Room room(String endpoint, String name) {
        return new TopicRoom(this, new Topic.OfRoom(EndpointName.of(endpoint), name));
    }

    @Override
    public Optional<SocketSession> session(String id) {
        return Optional.ofNullable(sessions.find(id));
    }

    // ---- sessions come and go

    @Override
    public void opened(SocketSession session) {
        sessions.opened(session);
        sessions.join(new Topic.OfEndpoint(session.getEndpoint()), session.getId());
        Principal user = session.getPrincipal();
        if (user != null) {
            sessions.join(new Topic.OfUser(user.getName()), session.getId());
        }
    }

    @Override
    public void closed(SocketSession session) {
        sessions.ended(session);
    }

    /** Completes the listeners, and hears nothing from other nodes any more; what is sent still reaches them. */
    @Override
    public void close() {
        sessions.close();
    }

    // ---- the audiences' side

    /** Does what is to be done, here first and then elsewhere. */
    Mono<Integer> perform(DescribedAudience audience, Envelope.Command command) {
        int count = 0;
        for (Topic topic : audience.topics()) {
            count += perform(audience, topic, command);
        }
        return cluster.publish(audience.travelling(), command).thenReturn(count);
    }

    /** Another node tells about a topic. */
    private void receive(Topic topic, Envelope envelope) {
        List<Part> parts = envelope.audience().stream()
                .map(selection -> new Part(selection, null))
                .toList();
        perform(new DescribedAudience(this, parts), topic, envelope.command());
    }

    private int perform(DescribedAudience audience, Topic topic, Envelope.Command command) {
        if (command instanceof Envelope.Send send) {
            sessions.tellListeners(topic, send.message());
            Broadcast broadcast = new Broadcast(send.message());
            try {
                return forEach(audience, topic, session -> session.sendIn(broadcast));
            } finally {
                broadcast.send(); // to those who were found, even if a filter has failed
            }
        }
        Envelope.Close close = (Envelope.Close) command;
        return forEach(audience, topic, session -> session.close(close.status()));
    }

    /** Returns for how many it went well: one session that fails is nothing to the others. */
    private static int forEach(DescribedAudience audience, Topic topic, Consumer<SocketSession> action) {
        int[] count = new int[1];
        audience.forEach(topic, session -> {
            try {
                action.accept(session);
                count[0]++;
            } catch (Throwable failure) {
                log.error("Session {} failed with what is meant for many", session, failure);
            }
        });
        return count[0];
    }

    LocalSessions sessions() {
        return sessions;
    }

    PayloadCodec codec() {
        return codec;
    }

    Scheduler listenerScheduler() {
        return listenerScheduler;
    }
}
