package io.tidewire.websocket.spring;

/**
 * A class with annotated methods, understood.
 *
 * @param invalidPayload what happens to payloads that cannot be taken
 */
record AnnotatedHandler(HandlerMethods methods, PayloadCodec codec, InvalidPayloadAction invalidPayload) {}
