package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.sample.MarketNews.Price;
import io.tidewire.sample.PriceHandler.Watch;
import io.tidewire.websocket.test.WebSocketPair;
import io.tidewire.websocket.test.WebSocketTestConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** The prices, in memory: a handler is a class like any other, and the market ticks when the test says so. */
class PriceHandlerTest {

    private final Market market = new Market();
    private final PriceHandler handler = new PriceHandler(market);
    private final Sinks.Many<String> unwatched = Sinks.many().multicast().directBestEffort();

    @Test
    void pricesComeWhileTheyAreWatched() {
        try (WebSocketPair pair = WebSocketPair.of(handler).connect("/prices")) {
            WebSocketTestConnection client = pair.client();
            assertThat(client.expectText())
                    .startsWith(
                            "{\"type\":\"listed\",\"listings\":[{\"symbol\":\"TIDE\",\"name\":\"Tidewire Harbour\"},");

            client.send("{\"type\":\"watch\",\"symbol\":\"WAVE\"}");
            client.send("{\"type\":\"watch\",\"symbol\":\"WAVE\"}"); // twice is once
            market.tick();
            assertThat(client.expectText())
                    .matches("\\{\"type\":\"price\",\"symbol\":\"WAVE\",\"price\":[\\d.]+,\"change\":-?[\\d.]+}");
            client.expectNothing(Duration.ZERO);

            client.send("{\"type\":\"watch\",\"symbol\":\"KELP\"}");
            client.send("{\"type\":\"unwatch\",\"symbol\":\"WAVE\"}");
            market.tick();
            assertThat(client.expectText()).contains("\"KELP\"");
            client.expectNothing(Duration.ZERO);
        }
    }

    @Test
    void whatIsNotListedCannotBeWatched() {
        try (WebSocketPair pair = WebSocketPair.of(handler).connect("/prices")) {
            pair.client().expectText();
            pair.client()
                    .send("{\"type\":\"watch\",\"symbol\":\"ZINC\"}")
                    .expectText("{\"type\":\"error\",\"message\":\"nothing is listed as ZINC\"}");
        }
    }

    @Test
    void aClientThatReadsAgainGetsTheLatestPriceSoon() {
        List<Price> all = new ArrayList<>();
        market.prices("TIDE").subscribe(all::add);
        try (WebSocketPair pair = WebSocketPair.of(handler).connect("/prices")) {
            WebSocketTestConnection client = pair.client();
            client.expectText();
            client.send("{\"type\":\"watch\",\"symbol\":\"TIDE\"}").stopReading();
            for (int i = 0; i < 10_000; i++) {
                market.tick();
            }
            client.resumeReading();
            client.send("{\"type\":\"watch\",\"symbol\":\"ZINC\"}"); // its answer marks the end

            List<String> received = new ArrayList<>();
            for (String text = client.expectText(); !text.contains("ZINC"); text = client.expectText()) {
                received.add(text);
            }
            assertThat(received).hasSizeLessThan(5_000);
            assertThat(received.get(received.size() - 1))
                    .contains("\"price\":" + all.get(all.size() - 1).price() + ",");
        }
    }

    @Test
    void aSlowClientGetsTheLatestPriceAndNoQueueOfOldOnes() {
        List<Price> all = new ArrayList<>();
        market.prices("TIDE").subscribe(all::add);
        StepVerifier.create(handler.watch(new Watch("TIDE"), unwatched), 1)
                .then(market::tick)
                .assertNext(price -> assertThat(price).isSameAs(all.get(0)))
                .then(market::tick)
                .then(market::tick)
                .then(market::tick)
                .thenRequest(10)
                .assertNext(price -> assertThat(price).isSameAs(all.get(3)))
                .thenCancel()
                .verify();
    }
}
