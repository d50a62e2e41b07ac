package com.example.chat;

import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.HandshakeInterceptor;
import io.tidewire.websocket.spring.SocketArgumentResolver;
import io.tidewire.websocket.spring.SocketMessageInterceptor;
import io.tidewire.websocket.spring.SocketSession;
import io.tidewire.websocket.spring.SocketSessionObserver;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** One bean of each kind that the engine looks for; none of them does anything. */
final class Extensions {

    private Extensions() {}

    @Component
    static class Welcoming implements HandshakeInterceptor {

        @Override
        public Mono<Void> beforeHandshake(
                EndpointName endpoint, HandshakeInfo request, Map<String, Object> attributes) {
            return Mono.empty();
        }
    }

    @Component
    static class Passing implements SocketMessageInterceptor {}

    @Component
    static class Unknowing implements SocketArgumentResolver {

        @Override
        public boolean supports(MethodParameter parameter) {
            return false;
        }

        @Override
        public @Nullable Object resolve(MethodParameter parameter, SocketSession session) {
            return null;
        }
    }

    @Component
    static class Watching implements SocketSessionObserver {

        @Override
        public void opened(SocketSession session) {}

        @Override
        public void closed(SocketSession session) {}
    }
}
