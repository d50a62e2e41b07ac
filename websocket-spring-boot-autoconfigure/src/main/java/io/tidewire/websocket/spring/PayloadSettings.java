package io.tidewire.websocket.spring;

/**
 * How the JSON payloads of one endpoint are treated.
 *
 * @param typeProperty the property that tells apart what several {@link OnMessage} methods take
 * @param invalid what happens to what cannot be read or is not valid
 */
public record PayloadSettings(String typeProperty, InvalidPayloadAction invalid) {

    /** The property {@code type}; the session closes. */
    public static final PayloadSettings DEFAULT = new PayloadSettings("type", InvalidPayloadAction.CLOSE);
}
