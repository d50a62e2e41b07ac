package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import io.tidewire.websocket.CloseStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import reactor.core.publisher.Flux;

/** What a native image has to keep of handlers. */
class AheadOfTimeTest {

    private static final RuntimeHints HINTS = new RuntimeHints();

    static {
        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(HINTS, Handler.class);
    }

    record Say(String text) {}

    record Said(List<Part> parts) {}

    record Part(int n) {}

    record Price(double value) {}

    record Problem(String what) {}

    @SocketHandler("/aot")
    static class Handler {

        @OnOpen
        Flux<Price> open() {
            return Flux.empty();
        }

        @OnMessage
        Said say(Say say) {
            return new Said(List.of());
        }

        @OnClose
        void close(CloseStatus status) {}

        @OnPong
        void pong(byte[] payload) {}

        @OnError
        Problem failed(IllegalStateException failure) {
            return new Problem("");
        }

        void notAHandlerMethod() {}
    }

    @Test
    void handlerMethodsMayBeCalled() throws Exception {
        for (String name : List.of("open", "say", "close", "pong", "failed")) {
            assertThat(reflection().onMethodInvocation(Handler.class, name))
                    .as(name)
                    .accepts(HINTS);
        }
        assertThat(reflection().onMethodInvocation(Handler.class, "notAHandlerMethod"))
                .rejects(HINTS);
    }

    @Test
    void payloadsMayBeReadAndWritten() {
        for (Class<?> payload : List.of(Say.class, Said.class, Part.class, Price.class, Problem.class)) {
            assertThat(reflection().onType(payload).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                    .as(payload.getName())
                    .accepts(HINTS);
        }
    }
}
