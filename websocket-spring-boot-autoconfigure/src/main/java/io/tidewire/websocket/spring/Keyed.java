package io.tidewire.websocket.spring;

/**
 * A payload that makes earlier ones of the same key worthless, such as a price: where {@code tidewire.outbound.policy} is
 * {@code latest}, it takes the place of one that still waits for a slow client.
 *
 * <pre>{@code
 * record Price(String symbol, BigDecimal value) implements Keyed {
 *
 *     @Override
 *     public Object messageKey() {
 *         return symbol;
 *     }
 * }
 * }</pre>
 *
 * @see io.tidewire.websocket.WebSocketMessage#withKey
 */
public interface Keyed {

    /** What the payloads have in common of which only the latest counts. */
    Object messageKey();
}
