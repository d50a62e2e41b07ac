/**
 * Compression (RFC 7692): bytes in, bytes out, on {@code java.util.zip}.
 *
 * <table>
 * <caption>Where RFC 7692 is obeyed</caption>
 * <tr><th>section</th><th>file</th></tr>
 * <tr><td>5, 7.1 negotiation</td><td>{@link io.tidewire.websocket.deflate.DeflateParameters}</td></tr>
 * <tr><td>7.2.1 compression, 7.2.3.2 smaller windows</td>
 * <td>{@link io.tidewire.websocket.deflate.MessageDeflater}</td></tr>
 * <tr><td>7.1.1.1 messages without a context, compressed once for all</td><td>{@code deflate.DeflatedMessages}</td></tr>
 * <tr><td>7.2.2 decompression, 7.2.3.4 BFINAL</td>
 * <td>{@link io.tidewire.websocket.deflate.MessageInflater}</td></tr>
 * </table>
 */
@NullMarked
package io.tidewire.websocket.deflate;

import org.jspecify.annotations.NullMarked;
