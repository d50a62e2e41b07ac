@NullMarked
package io.tidewire.websocket.test;

import org.jspecify.annotations.NullMarked;
