/**
 * A WebSocket engine: what applications import.
 *
 * <p>An endpoint has {@link io.tidewire.websocket.WebSocketOptions} and a {@link
 * io.tidewire.websocket.WebSocketAcceptor}, which gives each connection its {@link
 * io.tidewire.websocket.WebSocketListener}. To a {@link io.tidewire.websocket.WebSocketSession} one sends {@link
 * io.tidewire.websocket.WebSocketMessage}s, {@link io.tidewire.websocket.TextMessage} or {@link
 * io.tidewire.websocket.BinaryMessage}, and to many of them a {@link io.tidewire.websocket.Broadcast}; a message too large
 * to be held is received as a {@link io.tidewire.websocket.StreamedMessage}. A session ends with a {@link
 * io.tidewire.websocket.CloseStatus}. Who uses Spring annotates a class instead and never sees acceptors and listeners.
 *
 * <p>To read the engine from the network inwards: {@code reactornetty.Takeover} answers the handshake that {@code
 * handshake.ServerHandshake} has checked; {@code netty.WebSocketChannelHandler} hands bytes to {@code
 * session.EngineSession}; it drives {@code protocol.WebSocketProtocol}, which turns them into messages, and {@code
 * session.Outbound}, the one road out, with {@code session.Pump} where it meets the network.
 *
 * <table>
 * <caption>Where RFC 6455 is obeyed</caption>
 * <tr><th>section</th><th>file</th></tr>
 * <tr><td>4.2 opening handshake</td><td>{@code handshake.ServerHandshake}, {@code AcceptKey}</td></tr>
 * <tr><td>4.1 a client's handshake</td><td>{@code handshake.ClientHandshake}</td></tr>
 * <tr><td>4.2.2, 10.2 origin</td><td>{@code handshake.OriginPolicy}</td></tr>
 * <tr><td>1.9, 11.3.4 subprotocols</td><td>{@code handshake.Subprotocols}</td></tr>
 * <tr><td>9.1, 11.3.2 extensions</td><td>{@code handshake.ExtensionHeader}</td></tr>
 * <tr><td>5.1, 5.2 frames in</td><td>{@code protocol.FrameHeader}</td></tr>
 * <tr><td>5.1, 5.2 frames out</td><td>{@code protocol.FrameEncoder}, {@code MaskingEncoder}</td></tr>
 * <tr><td>5.3 masking</td><td>{@code protocol.Masking}</td></tr>
 * <tr><td>5.4 fragmentation, 10.4 limits</td><td>{@code protocol.DataFrames}, {@code MessageAssembler},
 * {@code MessageParts}</td></tr>
 * <tr><td>5.4 fragments out</td><td>{@code session.Fragments}</td></tr>
 * <tr><td>5.5 control frames</td><td>{@code protocol.WebSocketProtocol}</td></tr>
 * <tr><td>5.5.1, 7.4 close codes</td><td>{@code protocol.ClosePayload}, {@code CloseStatus}</td></tr>
 * <tr><td>7.1 closing handshake</td><td>{@code protocol.WebSocketProtocol}</td></tr>
 * <tr><td>8.1 UTF-8</td><td>{@code protocol.Utf8Validator}</td></tr>
 * </table>
 */
@NullMarked
package io.tidewire.websocket;

import org.jspecify.annotations.NullMarked;
