package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.util.context.ContextView;

/** Runs a WebFlux handler on one connection. */
final class WebFluxListener implements WebSocketListener {

    private final WebSocketHandler handler;
    private final WebSocketSession session;
    private final WebFluxSession webFluxSession;
    private final ContextView context;

    WebFluxListener(
            WebSocketHandler handler, WebSocketSession session, WebFluxSession webFluxSession, ContextView context) {
        this.handler = handler;
        this.session = session;
        this.webFluxSession = webFluxSession;
        this.context = context;
    }

    @Override
    public void onOpen(Inbound inbound) {
        webFluxSession.inbound().onOpen(inbound);
        handler.handle(webFluxSession).subscribe(new HandlerOutcome(session, context));
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        webFluxSession.inbound().onMessage(message);
    }

    @Override
    public void onPong(byte[] payload) {
        webFluxSession.inbound().onPong(payload);
    }

    @Override
    public void onClose(CloseStatus status) {
        webFluxSession.inbound().onClose(status);
    }
}
