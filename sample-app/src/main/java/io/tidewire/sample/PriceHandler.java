package io.tidewire.sample;

import io.tidewire.sample.MarketNews.Listed;
import io.tidewire.sample.MarketNews.Price;
import io.tidewire.sample.MarketNews.Problem;
import io.tidewire.websocket.spring.OnError;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.OnOpen;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketSession;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.springframework.web.bind.annotation.SessionAttribute;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Prices as they move, of what a client watches. */
@SocketHandler("/prices")
class PriceHandler {

    record Watch(String symbol) {
        Watch {
            Objects.requireNonNull(symbol, "no symbol"); // JSON may lack what it likes
        }
    }

    record Unwatch(String symbol) {
        Unwatch {
            Objects.requireNonNull(symbol, "no symbol");
        }
    }

    private final Market market;

    PriceHandler(Market market) {
        this.market = market;
    }

    @OnOpen
    Listed open(SocketSession session) {
        session.getAttributes().put("unwatched", Sinks.many().multicast().<String>directBestEffort());
        return new Listed(market.listings());
    }

    @OnMessage
    Flux<Price> watch(Watch watch, @SessionAttribute Sinks.Many<String> unwatched) {
        unwatched.tryEmitNext(watch.symbol); // to watch twice is to watch once
        // While a client takes nothing, a price is replaced by the next one of its symbol: it gets the latest of each
        return market.prices(watch.symbol)
                .onBackpressureLatest()
                .takeUntilOther(unwatched.asFlux().filter(watch.symbol::equals));
    }

    @OnMessage
    void unwatch(Unwatch unwatch, @SessionAttribute Sinks.Many<String> unwatched) {
        unwatched.tryEmitNext(unwatch.symbol);
    }

    @OnError
    Problem unknown(NoSuchElementException failure) {
        return new Problem(String.valueOf(failure.getMessage()));
    }
}
