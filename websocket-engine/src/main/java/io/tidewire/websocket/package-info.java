/** What applications import: sessions, messages, close statuses and options. */
@NullMarked
package io.tidewire.websocket;

import org.jspecify.annotations.NullMarked;
