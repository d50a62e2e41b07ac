package io.tidewire.websocket.protocol;

/** Which end of a connection this is: what it must mask, and who ends TCP (RFC 6455, sections 5.1 and 7.1.1). */
public enum Role {

    /** Takes masked frames, sends unmasked ones, and closes the transport. */
    SERVER,

    /** Sends masked frames, takes unmasked ones, and waits for the server to close the transport. */
    CLIENT
}
