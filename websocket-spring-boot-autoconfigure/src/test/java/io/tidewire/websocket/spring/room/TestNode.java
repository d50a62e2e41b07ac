package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.PayloadCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A node with sessions that have no connections. */
final class TestNode {

    final List<RoomEvent> events = Collections.synchronizedList(new ArrayList<>());
    final DefaultSockets sockets;

    TestNode(ClusterBus bus) {
        this(bus, Runnable::run);
    }

    TestNode(ClusterBus bus, Executor executor) {
        sockets = new DefaultSockets(
                new PayloadCodec(JsonMapper.shared()), bus, event -> events.add((RoomEvent) event), executor);
    }

    TestSession open(String id, String endpoint, @Nullable String user) {
        TestSession session = new TestSession(id, endpoint, user);
        sockets.opened(session);
        return session;
    }

    /** A session at the endpoint "chat". */
    TestSession open(String id) {
        return open(id, "chat", null);
    }

    Room room(String name) {
        return sockets.room("chat", name);
    }
}
