/** RFC 6455 as data: what a client sends and what a server that echoes must answer; published in the test-jar. */
@NullMarked
package io.tidewire.websocket.rfc;

import org.jspecify.annotations.NullMarked;
