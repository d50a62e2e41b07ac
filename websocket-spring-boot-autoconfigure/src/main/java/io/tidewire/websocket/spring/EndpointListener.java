package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands before a handler's listener: takes out answers to requests, and asks the interceptors. */
final class EndpointListener implements WebSocketListener {

    private final WebSocketListener handler;
    private final EndpointSession session;
    private final HandlerSupport support;
    private @Nullable Inbound inbound;

    EndpointListener(WebSocketListener handler, EndpointSession session, HandlerSupport support) {
        this.handler = handler;
        this.session = session;
        this.support = support;
    }

    @Override
    public void onOpen(Inbound opened) {
        inbound = opened;
        handler.onOpen(opened);
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        WebSocketMessage passed = session.takeReply(message) ? null : message;
        for (SocketMessageInterceptor interceptor : support.messageInterceptors()) {
            if (passed == null) {
                break;
            }
            passed = interceptor.received(session, passed);
        }
        if (passed == null) {
            Objects.requireNonNull(inbound).request(1); // the handler gets another one for it
        } else {
            handler.onMessage(passed);
        }
    }

    @Override
    public boolean takesParts() {
        return handler.takesParts();
    }

    /** Of a message that is never whole, neither answers nor interceptors know. */
    @Override
    public void onPart(MessagePart part) {
        handler.onPart(part);
    }

    @Override
    public void onPing(byte[] payload) {
        handler.onPing(payload);
    }

    @Override
    public void onPong(byte[] payload) {
        handler.onPong(payload);
    }

    @Override
    public void onDropped(WebSocketMessage message) {
        handler.onDropped(message);
    }

    @Override
    public void onError(Throwable failure) {
        handler.onError(failure);
    }

    @Override
    public void onClose(CloseStatus status) {
        handler.onClose(status);
    }
}
