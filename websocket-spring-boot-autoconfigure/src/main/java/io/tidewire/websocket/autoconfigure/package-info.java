/** Auto-configuration, properties and failure analysis. */
@NullMarked
package io.tidewire.websocket.autoconfigure;

import org.jspecify.annotations.NullMarked;
