@NullMarked
package io.tidewire.websocket.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
