package io.tidewire.sample;

import io.tidewire.sample.MarketNews.Listing;
import io.tidewire.sample.MarketNews.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A market that is made up: its prices move all the time, for all who watch in the same way. */
@Component
class Market {

    private final Map<String, Stock> stocks = new LinkedHashMap<>();
    private final Random random = new Random();

    Market() {
        list("TIDE", "Tidewire Harbour", 104.20);
        list("WAVE", "Wave & Sons", 38.75);
        list("REEF", "Reef Gardens", 212.00);
        list("DUNE", "Dune Railways", 17.30);
        list("GULL", "Gull Post", 64.90);
        list("KELP", "Kelp Kitchens", 9.85);
    }

    private void list(String symbol, String name, double opening) {
        stocks.put(symbol, new Stock(new Listing(symbol, name), opening));
    }

    List<Listing> listings() {
        return stocks.values().stream().map(stock -> stock.listing).toList();
    }

    /**
     * The prices of something from now on. Hot: whoever is not ready for a price misses it.
     *
     * @throws NoSuchElementException if there is no such symbol
     */
    Flux<Price> prices(String symbol) {
        Stock stock = stocks.get(symbol);
        if (stock == null) {
            throw new NoSuchElementException("nothing is listed as " + symbol);
        }
        return stock.prices.asFlux();
    }

    @Scheduled(fixedRate = 40) // milliseconds
    void tick() {
        stocks.values().forEach(stock -> stock.move(random.nextGaussian()));
    }

    private static final class Stock {

        final Listing listing;
        final Sinks.Many<Price> prices = Sinks.many().multicast().directBestEffort();
        private final double opening;
        private double price;

        Stock(Listing listing, double opening) {
            this.listing = listing;
            this.opening = opening;
            this.price = opening;
        }

        /** At random, and drawn a little to where it began. */
        void move(double step) {
            price += price * 0.0008 * step + (opening - price) * 0.002;
            prices.tryEmitNext(new Price(listing.symbol(), cents(price), cents(price - opening)));
        }

        private static BigDecimal cents(double amount) {
            return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_EVEN);
        }
    }
}
