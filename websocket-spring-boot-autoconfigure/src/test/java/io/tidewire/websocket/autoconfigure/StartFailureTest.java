package io.tidewire.websocket.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What stops the start of an application, and what it is told. */
class StartFailureTest {

    private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TidewireAutoConfiguration.class));

    private FailureAnalysis failure(List<Class<?>> handlers, String... properties) {
        List<FailureAnalysis> found = new ArrayList<>();
        runner.withUserConfiguration(handlers.toArray(Class<?>[]::new))
                .withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).hasFailed();
                    Throwable failure = Objects.requireNonNull(context.getStartupFailure());
                    SpringFactoriesLoader.forDefaultResourceLocation()
                            .load(
                                    FailureAnalyzer.class,
                                    SpringFactoriesLoader.FailureHandler.logging(
                                            org.apache.commons.logging.LogFactory.getLog(getClass())))
                            .stream()
                            .map(analyzer -> analyzer.analyze(failure))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .ifPresent(found::add);
                });
        assertThat(found).as("an analysis of the failure").hasSize(1);
        return found.get(0);
    }

    @SocketHandler
    static class NowhereHandler extends TextWebSocketHandler {}

    @Test
    void handlerWithoutPath() {
        FailureAnalysis failure = failure(List.of(NowhereHandler.class));
        assertThat(failure.getDescription())
                .isEqualTo("The socket handler " + NowhereHandler.class.getName() + " has no path.");
        assertThat(failure.getAction())
                .isEqualTo("Write @SocketHandler(\"/nowhere\"), or set tidewire.endpoints.nowhere.path.");
    }

    @Test
    void handlerWithPathInPropertiesStarts() {
        runner.withUserConfiguration(NowhereHandler.class)
                .withPropertyValues("tidewire.endpoints.nowhere.path=/here")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @SocketHandler("/chat")
    static class ChatRoomHandler extends TextWebSocketHandler {}

    @SocketHandler(path = "/other", name = "chat-room")
    static class SameName extends TextWebSocketHandler {}

    @SocketHandler("chat")
    static class SamePath extends TextWebSocketHandler {}

    @Test
    void propertiesWithoutHandler() {
        FailureAnalysis failure = failure(List.of(ChatRoomHandler.class), "tidewire.endpoints.chatrom.path=/x");
        assertThat(failure.getDescription()).contains("tidewire.endpoints.chatrom");
        assertThat(failure.getAction()).isEqualTo("Write one of the known names: chat-room.");
    }

    @Test
    void propertiesWithoutAnyHandler() {
        assertThat(failure(List.of(), "tidewire.endpoints.chat.path=/x").getAction())
                .contains("@SocketHandler(name = \"chat\")");
    }

    @Test
    void twoHandlersWithOneName() {
        FailureAnalysis failure = failure(List.of(ChatRoomHandler.class, SameName.class));
        assertThat(failure.getDescription())
                .contains(ChatRoomHandler.class.getName(), SameName.class.getName(), "one name");
        assertThat(failure.getAction()).contains("name = ");
    }

    @Test
    void twoHandlersOnOnePath() {
        FailureAnalysis failure = failure(List.of(ChatRoomHandler.class, SamePath.class));
        assertThat(failure.getDescription())
                .contains(ChatRoomHandler.class.getName(), SamePath.class.getName(), "one path: /chat.");
    }

    @SocketHandler("/rooms/{room")
    static class BadPath extends TextWebSocketHandler {}

    @Test
    void pathThatCannotBeRead() {
        FailureAnalysis failure = failure(List.of(BadPath.class));
        assertThat(failure.getDescription()).contains("\"/rooms/{room\"", BadPath.class.getName());
        assertThat(failure.getAction()).endsWith("into @SocketHandler.");
    }

    @SocketHandler("${missing.path}")
    static class Unresolved extends TextWebSocketHandler {}

    @Test
    void placeholderWithoutValue() {
        FailureAnalysis failure = failure(List.of(Unresolved.class));
        assertThat(failure.getDescription()).contains("missing.path", "unresolved");
    }

    @SocketHandler("/none")
    static class NeitherStyle {}

    @SocketHandler("/both")
    static class BothStyles extends TextWebSocketHandler {

        @OnMessage
        Flux<String> extra(Flux<String> inbound) {
            return inbound;
        }
    }

    @SocketHandler("/two")
    static class TwoMethods {

        @OnMessage
        Flux<String> one(Flux<String> inbound) {
            return inbound;
        }

        @OnMessage
        Flux<String> two(Flux<String> inbound) {
            return inbound;
        }
    }

    @Test
    void classOfNeitherOrOfBothStyles() {
        assertThat(failure(List.of(NeitherStyle.class)).getAction()).contains("TextWebSocketHandler", "@OnMessage");
        assertThat(failure(List.of(BothStyles.class)).getDescription()).contains("extends", "extra");
        assertThat(failure(List.of(TwoMethods.class)).getDescription()).contains("[one, two]");
    }

    @SocketHandler("/shape")
    static class TakesInteger {

        @OnMessage
        Flux<String> shape(Flux<Integer> inbound) {
            return Flux.empty();
        }
    }

    @SocketHandler("/shape")
    static class TakesMessage {

        @OnMessage
        Flux<String> shape(TextMessage message) {
            return Flux.empty();
        }
    }

    @SocketHandler("/shape")
    static class TakesNothing {

        @OnMessage
        Flux<String> shape() {
            return Flux.empty();
        }
    }

    @SocketHandler("/shape")
    static class TakesTwo {

        @OnMessage
        Flux<String> shape(Flux<String> one, Flux<String> two) {
            return one;
        }
    }

    @SocketHandler("/shape")
    static class ReturnsString {

        @OnMessage
        String shape(Flux<String> inbound) {
            return "";
        }
    }

    @SocketHandler("/shape")
    static class ReturnsIntegers {

        @OnMessage
        Flux<Integer> shape(Flux<String> inbound) {
            return Flux.empty();
        }
    }

    @Test
    void methodOfAnotherShape() {
        expectShape(TakesInteger.class, "takes a stream of Integer");
        expectShape(TakesMessage.class, "has an argument of type TextMessage");
        expectShape(TakesNothing.class, "takes no stream");
        expectShape(TakesTwo.class, "takes two streams");
        expectShape(ReturnsString.class, "returns String");
        expectShape(ReturnsIntegers.class, "returns a stream of Integer");
    }

    private void expectShape(Class<?> handler, String why) {
        expectShape(handler, why, "Flux<String> answers(Flux<String>");
    }

    private void expectShape(Class<?> handler, String why, String example) {
        FailureAnalysis failure = failure(List.of(handler));
        assertThat(failure.getDescription()).contains("@OnMessage method", ".shape(", why);
        assertThat(failure.getAction()).startsWith("Write a method such as " + example);
    }

    @SocketHandler("/shape")
    static class StreamedAndInteger {

        @OnMessage
        Mono<Void> shape(StreamedMessage message, Integer number) {
            return Mono.empty();
        }
    }

    @SocketHandler("/shape")
    static class TwoStreamed {

        @OnMessage
        Mono<Void> shape(StreamedMessage one, StreamedMessage other) {
            return Mono.empty();
        }
    }

    @SocketHandler("/shape")
    static class StreamedReturnsNothing {

        @OnMessage
        void shape(StreamedMessage message) {}
    }

    @SocketHandler("/shape")
    static class StreamedReturnsIntegers {

        @OnMessage
        Mono<Integer> shape(StreamedMessage message) {
            return Mono.empty();
        }
    }

    @Test
    void methodThatTakesStreamedMessagesOfAnotherShape() {
        String example = "Mono<Void> store(StreamedMessage message)";
        expectShape(StreamedAndInteger.class, "has an argument of type Integer", example);
        expectShape(TwoStreamed.class, "takes two messages", example);
        expectShape(StreamedReturnsNothing.class, "returns void", example);
        expectShape(StreamedReturnsIntegers.class, "returns a stream of Integer", example);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    max-message-size   | 0B              | a size such as
                    max-frame-size     | 0B              | a size such as
                    max-fragments      | 0               | a number such as
                    close-timeout      | 0s              | a time such as
                    idle-timeout       | -1s             | 0s for never
                    max-lifetime       | -1s             | 0s for never
                    heartbeat.interval | -1s             | 0s for never
                    heartbeat.timeout  | 0s              | a time such as
                    outbound.max-bytes | 0B              | a size such as
                    subprotocols       | two words       | names such as
                    allowed-origins    | www.example.org | https://example.org
                    """)
    void valueOutOfBounds(String option, String value, String example) {
        for (String prefix : List.of("tidewire.", "tidewire.endpoints.chat-room.")) {
            FailureAnalysis failure = failure(List.of(ChatRoomHandler.class), prefix + option + "=" + value);
            assertThat(failure.getDescription()).startsWith("The property " + prefix + option + " has a value");
            assertThat(failure.getAction())
                    .startsWith("Set " + prefix + option + " to ")
                    .contains(example);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    handshake-timeout       | -1s   | 0s for no limit
                    handshake-timeout       | 2d    | 0s for no limit
                    shutdown.status         | 1005  | a close code such as
                    shutdown.status         | 99    | a close code such as
                    shutdown.batch-size     | 0     | a number such as
                    shutdown.batch-interval | -1ms  | 0s for no pause
                    shutdown.timeout        | 0s    | a time such as
                    shutdown.timeout        | -1s   | a time such as
                    """)
    void valueForTheServerOutOfBounds(String option, String value, String example) {
        FailureAnalysis failure = failure(List.of(ChatRoomHandler.class), "tidewire." + option + "=" + value);
        assertThat(failure.getDescription()).startsWith("The property tidewire." + option + " has a value");
        assertThat(failure.getAction())
                .startsWith("Set tidewire." + option + " to ")
                .contains(example);
    }

    @Test
    void valueOfAnotherTypeNamesTheProperty() {
        assertThat(failure(List.of(), "tidewire.execution=thread").getDescription())
                .contains("tidewire.execution", "thread");
    }
}
