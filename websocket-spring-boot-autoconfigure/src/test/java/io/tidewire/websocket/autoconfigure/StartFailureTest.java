package io.tidewire.websocket.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.OnClose;
import io.tidewire.websocket.spring.OnError;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.OnOpen;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import jakarta.validation.Valid;
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
import org.springframework.web.bind.annotation.PathVariable;
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
        assertThat(failure(List.of(BothStyles.class)).getDescription()).contains("extends", "annotated methods");
        assertThat(failure(List.of(TwoMethods.class)).getDescription()).contains("[one, two]");
    }

    private void expectMistake(Class<?> handler, String what, String action) {
        FailureAnalysis failure = failure(List.of(handler));
        assertThat(failure.getDescription()).contains(what);
        assertThat(failure.getAction()).contains(action);
    }

    @SocketHandler("/shape")
    static class TakesNothing {

        @OnMessage
        Flux<String> shape() {
            return Flux.empty();
        }
    }

    @SocketHandler("/shape")
    static class TakesTwoStreams {

        @OnMessage
        Flux<String> shape(Flux<String> one, Flux<String> two) {
            return one;
        }
    }

    @SocketHandler("/shape")
    static class TakesTwoPayloads {

        @OnMessage
        void shape(String one, String two) {}
    }

    @SocketHandler("/shape")
    static class TakesStatus {

        @OnMessage
        void shape(String one, CloseStatus status) {}
    }

    @SocketHandler("/shape")
    static class ReturnsString {

        @OnMessage
        String shape(Flux<String> inbound) {
            return "";
        }
    }

    @SocketHandler("/shape")
    static class StaticMethod {

        @OnMessage
        static String shape(String inbound) {
            return "";
        }
    }

    @Test
    void methodOfNoUse() {
        expectMistake(TakesNothing.class, ".shape takes no payload", "Add an argument");
        expectMistake(TakesTwoStreams.class, "nobody can resolve: Flux two", "SocketArgumentResolver");
        expectMistake(TakesTwoPayloads.class, "nobody can resolve: String two", "SocketArgumentResolver");
        expectMistake(TakesStatus.class, "nobody can resolve: CloseStatus status", "SocketArgumentResolver");
        expectMistake(ReturnsString.class, ".shape takes a stream and returns String", "Flux or a Mono");
        expectMistake(StaticMethod.class, ".shape is static", "method of the bean");
    }

    @SocketHandler("/types")
    static class TwoForText {

        @OnMessage
        void one(String text) {}

        @OnMessage
        void two(TextMessage text) {}
    }

    @SocketHandler("/types")
    static class TwoForBinary {

        @OnMessage
        void one(byte[] bytes) {}

        @OnMessage
        void two(WebSocketMessage any) {}
    }

    record Say(String text) {}

    record Watch(String what) {}

    @SocketHandler("/types")
    static class TwoOfOneType {

        @OnMessage
        void one(Say say) {}

        @OnMessage(type = "say")
        void two(Watch watch) {}
    }

    @SocketHandler("/types")
    static class NamedText {

        @OnMessage(type = "say")
        void one(String text) {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(On.class))
    interface Command {}

    record On() implements Command {}

    @SocketHandler("/types")
    static class TwoWays {

        @OnMessage
        void one(On on) {}

        @OnMessage
        void two(Say say) {}
    }

    @SocketHandler("/types")
    static class NamedTwice {

        @OnMessage(type = "on")
        void one(On on) {}
    }

    @SocketHandler("/types")
    static class TwoStreamed {

        @OnMessage
        Mono<Void> shape(StreamedMessage one, StreamedMessage other) {
            return Mono.empty();
        }
    }

    @SocketHandler("/types")
    static class StreamedAndSingle {

        @OnMessage
        void one(Say say) {}

        @OnMessage
        void all(StreamedMessage message) {}
    }

    @SocketHandler("/types")
    static class StreamAndSingle {

        @OnMessage
        Flux<String> all(Flux<String> inbound) {
            return inbound;
        }

        @OnMessage
        void one(Say say) {}
    }

    @Test
    void methodsThatCannotBeToldApart() {
        expectMistake(TwoForText.class, "TwoForText.one and TwoForText.two both take text messages", "another type");
        expectMistake(TwoForBinary.class, "both take binary messages", "another type");
        expectMistake(TwoOfOneType.class, "both take JSON of the type \"say\"", "@OnMessage(type = ");
        expectMistake(NamedText.class, "names the JSON type say and takes a String", "Take the type out");
        expectMistake(TwoWays.class, "some by @JsonTypeInfo", "one super type");
        expectMistake(NamedTwice.class, "Jackson tells its type by @JsonTypeInfo", "Take the type out");
        expectMistake(StreamAndSingle.class, "[all, one], one of which takes all messages", "Leave the annotation");
        expectMistake(StreamedAndSingle.class, "[all, one], one of which takes all messages", "Leave the annotation");
        expectMistake(TwoStreamed.class, "nobody can resolve: StreamedMessage other", "SocketArgumentResolver");
    }

    @SocketHandler("/life")
    static class TwoOpens {

        @OnOpen
        void one() {}

        @OnOpen
        void two() {}
    }

    @SocketHandler("/life")
    static class CloseThatAnswers extends Receives {

        @OnClose
        String close(CloseStatus status) {
            return "";
        }
    }

    static class Receives {

        @OnMessage
        void receive(String text) {}
    }

    @SocketHandler("/life")
    static class ErrorOfNothing extends Receives {

        @OnError
        void failed() {}
    }

    @SocketHandler("/life")
    static class TwoErrors extends Receives {

        @OnError
        void one(IllegalStateException failure) {}

        @OnError
        void two(IllegalStateException failure) {}
    }

    @SocketHandler("/life")
    static class OpenAndClose extends Receives {

        @OnOpen
        @OnClose
        void both() {}
    }

    @SocketHandler("/rooms/{room}")
    static class MisspeltVariable extends Receives {

        @OnOpen
        void open(@PathVariable String rom) {}
    }

    @SocketHandler("/life")
    static class Validates {

        @OnMessage
        void say(@Valid Say say) {}
    }

    @Test
    void methodsOfAConnectionsLife() {
        expectMistake(TwoOpens.class, "several @OnOpen methods: [one, two]", "one of them");
        expectMistake(CloseThatAnswers.class, ".close returns something to send", "Mono<Void>");
        expectMistake(ErrorOfNothing.class, ".failed takes no exception", "Add an argument");
        expectMistake(TwoErrors.class, "both take IllegalStateException", "another exception");
        expectMistake(OpenAndClose.class, ".both has @OnOpen and @OnClose", "Take one of the two");
        expectMistake(MisspeltVariable.class, "path variable rom, which", "take one of [room]");
        expectMistake(
                Validates.class, "is to be validated, and there is no validator", "spring-boot-starter-validation");
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
                    payload.type-property | ''           | the name of a property
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
