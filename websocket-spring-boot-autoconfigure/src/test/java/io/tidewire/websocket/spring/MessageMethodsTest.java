package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Handlers with methods for single messages. */
@ExtendWith(OutputCaptureExtension.class)
class MessageMethodsTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(
                List.of("tidewire.endpoints.replying.payload.invalid=reply"),
                JacksonAutoConfiguration.class,
                ValidationAutoConfiguration.class,
                Kinds.class,
                Buffers.class,
                Json.class,
                Sealed.class,
                One.class,
                Replying.class,
                Arguments.class,
                Life.class,
                Results.class,
                Pushes.class,
                Errors.class,
                Order.class,
                Asks.class,
                AsksAtOnce.class,
                Reasons.class,
                Mixed.class,
                OpenOnly.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ---- by type

    @Test
    void theMethodForTheKindIsCalled() {
        try (TestClient client = server.connect("/kinds")) {
            client.send("a").send(new byte[] {1, 2});
            assertThat(client.text()).isEqualTo("text a");
            assertThat(client.binary()).containsExactly(2, 1);
        }
    }

    @SocketHandler("/kinds")
    static class Kinds {

        @OnMessage
        String text(String text) {
            return "text " + text;
        }

        @OnMessage
        byte[] binary(byte[] bytes) {
            return new byte[] {bytes[1], bytes[0]};
        }
    }

    @Test
    void buffersAreBinaryBothWays() {
        try (TestClient client = server.connect("/buffers")) {
            client.send(new byte[] {7});
            assertThat(client.binary()).containsExactly(7);
            client.send("text");
            assertThat(client.closeCode()).isEqualTo(1003);
            assertThat(client.closeReason()).isEqualTo("binary messages only");
        }
    }

    @SocketHandler("/buffers")
    static class Buffers {

        @OnMessage
        DataBuffer same(DataBuffer buffer) {
            return buffer;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"say","text":"hi"}         | {"said":"hi"}
                    {"text":"hi","type":"say"}         | {"said":"hi"}
                    {"n":{"type":"x"},"type":"add","a":1,"b":2} | 3
                    {"type":"renamed","a":5,"b":2}     | 3
                    {"type":"unknown"}                 | other {"type":"unknown"}
                    no json at all                     | other no json at all
                    [1,2]                              | other [1,2]
                    {"type":7}                         | other {"type":7}
                    """)
    void aPropertyTellsJsonTypesApart(String sent, String answer) {
        try (TestClient client = server.connect("/json")) {
            client.send(sent);
            assertThat(client.text()).isEqualTo(answer);
        }
    }

    @SocketHandler("/json")
    static class Json {

        record Say(String text) {}

        record Said(String said) {}

        record Add(int a, int b) {}

        record Subtract(int a, int b) {}

        @OnMessage
        Said say(Say say) {
            return new Said(say.text);
        }

        @OnMessage
        int add(Add add) {
            return add.a + add.b;
        }

        @OnMessage(type = "renamed")
        Mono<Integer> subtract(Subtract subtract) {
            return Mono.just(subtract.a - subtract.b);
        }

        @OnMessage
        String other(String text) {
            return "other " + text;
        }
    }

    @Test
    void jacksonsOwnTypesAreToldApartByThem() {
        try (TestClient client = server.connect("/sealed")) {
            client.send("{\"@kind\":\"on\"}").send("{\"@kind\":\"dim\",\"to\":3}");
            assertThat(client.text()).isEqualTo("{\"@kind\":\"on\"}");
            assertThat(client.text()).isEqualTo("other dim 3");
            client.send("{\"@kind\":\"blink\"}");
            assertThat(client.closeCode()).isEqualTo(1007);
            assertThat(client.closeReason()).isEqualTo("payload is not the JSON that is expected");
        }
    }

    @SocketHandler("/sealed")
    static class Sealed {

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@kind")
        @JsonSubTypes({
            @JsonSubTypes.Type(value = On.class, name = "on"),
            @JsonSubTypes.Type(value = Dim.class, name = "dim")
        })
        sealed interface Command {}

        record On() implements Command {}

        record Dim(int to) implements Command {}

        @OnMessage
        On on(On on) {
            return on;
        }

        @OnMessage
        String any(Command command) {
            return "other dim " + ((Dim) command).to;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"text":"hi"}            | 1000 | ''
                    {"text":" "}             | 1008 | payload is not valid
                    {"text":"a}              | 1007 | payload is not the JSON that is expected
                    null                     | 1007 | payload is null
                    {"text":"hi"} {}         | 1007 | payload is not the JSON that is expected
                    """)
    void jsonThatCannotBeTakenCloses(String sent, int code, String reason, CapturedOutput output) {
        try (TestClient client = server.connect("/one")) {
            client.send(sent);
            if (code == 1000) {
                assertThat(client.text()).isEqualTo("hi");
                client.close(1000, "");
            }
            assertThat(client.closeCode()).isEqualTo(code);
            assertThat(client.closeReason()).isEqualTo(reason);
            assertThat(output).doesNotContain("ERROR", "WARN"); // the client's fault is one line at debug level
        }
    }

    record Note(@NotBlank String text) {}

    @SocketHandler("/one")
    static class One {

        @OnMessage
        String note(@Valid Note note) {
            return note.text;
        }
    }

    @Test
    void jsonThatCannotBeTakenIsAnsweredWhereThatIsConfigured() {
        try (TestClient client = server.connect("/replying")) {
            client.send("{\"text\":\"\"}");
            assertThat(client.text())
                    .isEqualTo("{\"type\":\"error\",\"message\":\"payload is not valid\",\"violations\":"
                            + "[{\"property\":\"text\",\"message\":\"must not be blank\"}]}");
            client.send("{");
            assertThat(client.text())
                    .isEqualTo("{\"type\":\"error\",\"message\":\"payload is not the JSON that is expected\","
                            + "\"violations\":[]}");
            client.send("{\"text\":\"still there\"}");
            assertThat(client.text()).isEqualTo("still there");
        }
    }

    @SocketHandler("/replying")
    static class Replying {

        @OnMessage
        String note(@Valid Note note) {
            return note.text;
        }
    }

    // ---- arguments

    @Test
    void argumentsComeFromTheHandshakeAndTheSession() {
        try (TestClient client = TestClient.to(
                "ws://localhost:" + server.port() + "/arguments/b%20c/7?q=1+2&tag=x&tag=y",
                TestClient.http(),
                builder -> builder.header("X-Own", "own").header("Cookie", "a=1; flavour=oat"))) {
            client.send("hi");
            assertThat(client.text())
                    .isEqualTo("hi b c 7 1 2 [x, y] 5 Optional.empty own oat /arguments/b c/7 null noted true");
        }
    }

    @SocketHandler("/arguments/{room}/{number}")
    static class Arguments {

        @OnOpen
        void open(WebSocketSession session) {
            session.getAttributes().put("note", "noted");
        }

        @OnMessage
        String all(
                @PathVariable String room,
                String payload,
                @PathVariable("number") int n,
                @RequestParam String q,
                @RequestParam("tag") List<String> tags,
                @RequestParam(defaultValue = "5") int page,
                @RequestParam Optional<String> absent,
                @RequestHeader("X-Own") String own,
                @CookieValue String flavour,
                HandshakeInfo handshake,
                java.security.@Nullable Principal user,
                @SessionAttribute String note,
                SocketSession session) {
            return String.join(
                    " ",
                    payload,
                    room,
                    String.valueOf(n),
                    q,
                    tags.toString(),
                    String.valueOf(page),
                    absent.toString(),
                    own,
                    flavour,
                    handshake.uri().getPath(),
                    String.valueOf(user),
                    note,
                    String.valueOf(session.getEndpoint().equals(EndpointName.of("arguments"))));
        }
    }

    @ParameterizedTest
    @CsvSource({"/arguments/a/7?tag=x", "/arguments/a/seven?q=1&tag=x"})
    void handshakeWithoutWhatMethodsTakeIsRefusedWith400(String path) {
        assertThatThrownBy(() -> server.connect(path))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(400));
    }

    // ---- life

    @Test
    void openComesFirstAndCloseLast() throws Exception {
        Life life = server.bean(Life.class);
        try (TestClient client = server.connect("/life")) {
            assertThat(client.text()).isEqualTo("welcome");
            client.send("a");
            client.socket().sendPong(ByteBuffer.wrap(new byte[] {3})).join();
            assertThat(client.text()).isEqualTo("a");
            client.close(4001, "bye");
            assertThat(client.closeCode()).isEqualTo(4001);
        }
        assertThat(life.next()).isEqualTo("open");
        assertThat(List.of(life.next(), life.next())).containsExactlyInAnyOrder("message", "pong 3");
        assertThat(life.next()).isEqualTo("close 4001 bye");
    }

    @SocketHandler("/life")
    static class Life {

        final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(told.poll(5, TimeUnit.SECONDS));
        }

        @OnOpen
        String open() {
            told.add("open");
            return "welcome";
        }

        @OnMessage
        String message(String text) {
            told.add("message");
            return text;
        }

        @OnPong
        void pong(ByteBuffer payload) {
            told.add("pong " + payload.get());
        }

        @OnClose
        void close(CloseStatus status) {
            told.add("close " + status.getCode() + " " + status.getReason());
        }
    }

    @Test
    void aHandlerThatOnlyPushesTakesNoMessages() {
        try (TestClient client = server.connect("/open-only")) {
            assertThat(client.text()).isEqualTo("1");
            assertThat(client.text()).isEqualTo("2");
            client.send("x");
            assertThat(client.closeCode()).isEqualTo(1003);
        }
    }

    @SocketHandler("/open-only")
    static class OpenOnly {

        @OnOpen
        Flux<Integer> count() {
            return Flux.just(1, 2);
        }
    }

    // ---- results

    @Test
    void resultsAreSent() {
        try (TestClient client = server.connect("/results")) {
            for (String kind : List.of("null", "void-mono", "future", "mono", "object")) {
                client.send("{\"type\":\"" + kind + "\"}");
            }
            client.send("end");
            assertThat(client.text()).isEqualTo("from a future");
            assertThat(client.text()).isEqualTo("{\"a\":1}");
            assertThat(client.text()).isEqualTo("{\"b\":[2]}");
            assertThat(client.text()).isEqualTo("end");
        }
    }

    @SocketHandler("/results")
    static class Results {

        record Empty() {}

        record Kind(String type) {}

        @OnMessage(type = "null")
        @Nullable
        String nothing(Empty empty) {
            return null;
        }

        @OnMessage(type = "void-mono")
        Mono<Void> nothingLater(Empty empty) {
            return Mono.empty();
        }

        @OnMessage(type = "future")
        CompletionStage<String> future(Empty empty) {
            return CompletableFuture.supplyAsync(() -> "from a future");
        }

        @OnMessage(type = "mono")
        Mono<Map<String, Integer>> mono(Empty empty) {
            return Mono.just(Map.of("a", 1)).delayElement(Duration.ofMillis(20));
        }

        @OnMessage(type = "object")
        Object object(Empty empty) {
            return Mono.just(Map.of("b", List.of(2)));
        }

        @OnMessage
        WebSocketMessage echo(WebSocketMessage message) {
            return message;
        }
    }

    @Test
    void aFluxPushesBesideWhatFollowsUntilTheConnectionEnds() {
        Pushes pushes = server.bean(Pushes.class);
        try (TestClient client = server.connect("/pushes")) {
            client.send("a").send("b");
            assertThat(client.text()).isEqualTo("began a");
            assertThat(client.text()).isEqualTo("began b");
            pushes.source.tryEmitNext("1");
            assertThat(List.of(client.text(), client.text())).containsExactlyInAnyOrder("a1", "b1");
            assertThat(pushes.source.currentSubscriberCount()).isEqualTo(2);
            client.close(1000, "");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
        pushes.cancelled.orTimeout(5, TimeUnit.SECONDS).join();
    }

    @SocketHandler("/pushes")
    static class Pushes {

        final Sinks.Many<String> source = Sinks.many().multicast().directBestEffort();
        final CompletableFuture<Void> cancelled = new CompletableFuture<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

        @OnError
        void failed(RuntimeException failure) {
            failures.add(failure);
        }

        @OnClose
        void closed() {
            ended.complete(null);
        }

        @OnMessage
        Flux<String> watch(String what) {
            return source.asFlux()
                    .map(value -> what + value)
                    .startWith("began " + what)
                    .doOnCancel(() -> cancelled.complete(null));
        }
    }

    // ---- errors

    @Test
    void theMethodForTheMostSpecificFailureAnswers(CapturedOutput output) {
        try (TestClient client = server.connect("/errors")) {
            client.send("argument").send("state").send("mono").send("flux");
            assertThat(client.text()).isEqualTo("bad argument: argument");
            assertThat(client.text()).isEqualTo("runtime: state");
            assertThat(client.text()).isEqualTo("runtime: mono");
            assertThat(client.text()).isEqualTo("runtime: flux");
            assertThat(output).doesNotContain("ERROR");
            client.send("checked");
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(client.closeReason()).isEmpty();
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
        }
    }

    @SocketHandler("/errors")
    static class Errors {

        @OnMessage
        Object fail(String how) throws Exception {
            return switch (how) {
                case "argument" -> throw new IllegalArgumentException(how);
                case "state" -> throw new IllegalStateException(how);
                case "mono" -> Mono.error(new IllegalStateException(how));
                case "flux" -> Flux.error(new IllegalStateException(how));
                default -> throw new Exception(how);
            };
        }

        @OnError
        String bad(IllegalArgumentException failure) {
            return "bad argument: " + failure.getMessage();
        }

        @OnError
        Mono<String> any(RuntimeException failure) {
            return Mono.just("runtime: " + failure.getMessage());
        }
    }

    // ---- order and threads

    @Test
    void methodsOfOneConnectionRunInOrderWhereverTheyRun() {
        try (TestClient client = server.connect("/order")) {
            for (int i = 0; i < 300; i++) {
                client.send("{\"type\":\"" + List.of("loop", "worker", "later").get(i % 3) + "\",\"n\":" + i + "}");
            }
            for (int i = 0; i < 300; i++) {
                assertThat(client.text())
                        .isEqualTo(List.of("loop ", "worker ", "later ").get(i % 3) + i);
            }
            assertThat(server.bean(Order.class).most).hasValue(1);
        }
    }

    @SocketHandler("/order")
    static class Order {

        record Loop(int n) {}

        record Worker(int n) {}

        record Later(int n) {}

        private final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        private String enter(String where, int n) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            boolean onTask = Thread.currentThread().getName().startsWith("task-");
            assertThat(onTask).isEqualTo(where.equals("worker "));
            return where + n;
        }

        @OnMessage
        Mono<String> loop(Loop loop) {
            String answer = enter("loop ", loop.n);
            running.decrementAndGet();
            return Mono.just(answer);
        }

        @OnMessage
        String worker(Worker worker) {
            String answer = enter("worker ", worker.n);
            running.decrementAndGet();
            return answer;
        }

        @OnMessage
        Mono<String> later(Later later) {
            String answer = enter("later ", later.n);
            return Mono.just(answer).delayElement(Duration.ofMillis(1)).doOnNext(value -> running.decrementAndGet());
        }
    }

    // ---- request and reply

    @Test
    void aReplyComesBackToWhoAsked() {
        Asks asks = server.bean(Asks.class);
        try (TestClient client = server.connect("/asks")) {
            assertThat(client.text()).isEqualTo("{\"question\":\"age\",\"correlationId\":\"1\"}");
            client.send("{\"correlationId\":\"9\"}");
            assertThat(client.text()).isEqualTo("not a reply");
            client.send("{\"age\":42,\"correlationId\":\"1\"}");
            assertThat(asks.reply.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(new Asks.Reply(42));
            client.send("{\"correlationId\":\"1\"}");
            assertThat(client.text()).isEqualTo("not a reply");
        }
    }

    @SocketHandler("/asks")
    static class Asks {

        record Question(String question) {}

        record Reply(int age) {}

        final CompletableFuture<Reply> reply = new CompletableFuture<>();
        final CountDownLatch asked = new CountDownLatch(1);

        @OnOpen
        void open(SocketSession session) {
            session.request(new Question("age"), Reply.class, Duration.ofSeconds(5))
                    .subscribe(reply::complete);
        }

        @OnMessage
        String other(String text) {
            return "not a reply";
        }
    }

    @Test
    void theMethodForTheOpenConnectionMayWaitForAReply() {
        try (TestClient client = server.connect("/asks-at-once")) {
            assertThat(client.text()).startsWith("{\"question\":\"age\"");
            client.send("before").send("{\"age\":42,\"correlationId\":\"1\"}");
            assertThat(client.text()).isEqualTo("thanks for 42");
            assertThat(client.text()).isEqualTo("before");
        }
    }

    @SocketHandler("/asks-at-once")
    static class AsksAtOnce {

        @OnOpen
        Mono<String> open(SocketSession session) {
            return session.request(new Asks.Question("age"), Asks.Reply.class, Duration.ofSeconds(5))
                    .map(reply -> "thanks for " + reply.age);
        }

        @OnMessage
        String other(String text) {
            return text;
        }
    }

    // ---- failures in special places

    @Test
    void aReasonThatIsTooLongIsCutBetweenCharacters() {
        try (TestClient client = server.connect("/reasons")) {
            client.send("x");
            assertThat(client.closeCode()).isEqualTo(1007);
            assertThat(client.closeReason()).isEqualTo("\u00fc".repeat(61));
        }
    }

    @SocketHandler("/reasons")
    static class Reasons {

        @OnMessage
        void refuse(String text) {
            throw new InvalidPayloadException("\u00fc".repeat(100), (Throwable) null);
        }
    }

    @Test
    void aStreamGoesOnBehindWhatItDoesNotTake() {
        try (TestClient client = server.connect("/mixed")) {
            for (int i = 0; i < 300; i++) {
                client.send(new byte[] {1}).send("no json");
            }
            client.send("{\"text\":\"at last\"}");
            assertThat(client.text()).isEqualTo("at last");
        }
    }

    @SocketHandler("/mixed")
    static class Mixed {

        @OnMessage
        Flux<String> texts(Flux<Note> notes) {
            return notes.limitRate(4).map(Note::text);
        }

        @OnError
        void ignore(RuntimeException failure) {}
    }

    @Test
    void theEndOfAConnectionIsNoFailureOfAPush() {
        Pushes pushes = server.bean(Pushes.class);
        try (TestClient client = server.connect("/pushes")) {
            client.send("a");
            assertThat(client.text()).isEqualTo("began a");
            client.close(1000, "");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
        pushes.ended.orTimeout(5, TimeUnit.SECONDS).join();
        assertThat(pushes.failures).isEmpty();
    }
}
