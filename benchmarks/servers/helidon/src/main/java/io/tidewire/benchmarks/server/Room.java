package io.tidewire.benchmarks.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Sessions that are sent the same, by several threads; a session itself takes one at a time. */
final class Room {

    private final Map<WsSession, Lock> sessions = new ConcurrentHashMap<>();

    /** Whose sessions receive, and send to the room. */
    WsListener members() {
        return new Sender() {
            @Override
            public void onOpen(WsSession session) {
                sessions.put(session, new ReentrantLock());
            }

            @Override
            public void onClose(WsSession session, int status, String reason) {
                sessions.remove(session);
            }

            @Override
            public void onError(WsSession session, Throwable failure) {
                sessions.remove(session);
            }
        };
    }

    /** Whose sessions only send. */
    WsListener senders() {
        return new Sender();
    }

    private class Sender implements WsListener {

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            sendToAll(receiver -> receiver.send(text, last));
        }

        @Override
        public void onMessage(WsSession session, BufferData buffer, boolean last) {
            byte[] bytes = buffer.readBytes();
            sendToAll(receiver -> receiver.send(BufferData.create(bytes), last));
        }

        private void sendToAll(Consumer<WsSession> sending) {
            sessions.forEach((receiver, lock) -> {
                lock.lock();
                try {
                    sending.accept(receiver);
                } catch (UncheckedIOException gone) {
                    sessions.remove(receiver);
                } finally {
                    lock.unlock();
                }
            });
        }
    }
}
