/**
 * The opening handshake, headers in and answer out (RFC 6455, section 4): no I/O, so any HTTP server can stand in
 * front of it.
 *
 * <table>
 * <caption>Where RFC 6455 is obeyed</caption>
 * <tr><th>Section</th><th>Rule</th><th>File</th></tr>
 * <tr><td>4.2.1, 4.2.2, 4.4</td><td>what the client must send, what it hears</td><td>{@link ServerHandshake}</td></tr>
 * <tr><td>4.1</td><td>what a client sends, and how it checks the answer</td>
 *     <td>{@link ClientHandshake}, {@link UpgradeAnswer}</td></tr>
 * <tr><td>4.2.1</td><td>the client's opening handshake</td><td>{@link UpgradeRequest}</td></tr>
 * <tr><td>4.2.2</td><td>the server's answer</td><td>{@link UpgradeResponse}</td></tr>
 * <tr><td>4.2.1 no. 5, 4.2.2 no. 5.4</td><td>the key and its answer</td><td>{@code AcceptKey}</td></tr>
 * <tr><td>1.9, 4.3, 11.3.4</td><td>subprotocols</td><td>{@link Subprotocols}</td></tr>
 * <tr><td>9.1, 11.3.2</td><td>extensions</td><td>{@link ExtensionHeader}, {@link Extension}</td></tr>
 * <tr><td>4.2.2 no. 4, 10.2</td><td>whose pages may connect</td>
 *     <td>{@link OriginPolicy}, {@code OriginPattern}</td></tr>
 * <tr><td>RFC 6454, 4</td><td>scheme, host and port</td><td>{@code Origin}</td></tr>
 * <tr><td>RFC 9110, 5.6</td><td>tokens and lists of them</td><td>{@code HeaderTokens}</td></tr>
 * <tr><td>4.2.1, 4.3</td><td>a header that breaks its grammar</td><td>{@link MalformedHeaderException}</td></tr>
 * </table>
 */
@NullMarked
package io.tidewire.websocket.handshake;

import org.jspecify.annotations.NullMarked;
