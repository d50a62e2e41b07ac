package io.tidewire.sample;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.math.BigDecimal;
import java.util.List;

/** What those who watch prices are told, as JSON whose {@code type} says what it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
sealed interface MarketNews {

    /** Something that has a price. */
    record Listing(String symbol, String name) {}

    /** What can be watched. */
    @JsonTypeName("listed")
    record Listed(List<Listing> listings) implements MarketNews {}

    /**
     * What something costs now.
     *
     * @param change since the market opened
     */
    @JsonTypeName("price")
    record Price(String symbol, BigDecimal price, BigDecimal change) implements MarketNews {}

    /** To who has asked for what is not there. */
    @JsonTypeName("error")
    record Problem(String message) implements MarketNews {}
}
