package io.tidewire.websocket.spring.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewire.websocket.spring.EndpointName;
import java.net.URLEncoder;

/** What sessions have in common, and nodes tell each other about. */
public sealed interface Topic {

    /** A text that no other topic has, alike on all nodes: for the name of a broker's channel. */
    String key();

    /** The sessions of an endpoint. */
    record OfEndpoint(EndpointName endpoint) implements Topic {

        @Override
        public String key() {
            return "endpoint:" + endpoint.canonical();
        }
    }

    /** The sessions of a user. */
    record OfUser(String user) implements Topic {

        @Override
        public String key() {
            return "user:" + user;
        }
    }

    /** The sessions in a room. */
    record OfRoom(EndpointName endpoint, String room) implements Topic {

        @Override
        public String key() {
            // no colon is left in the endpoint's part, so the rest is the room's
            return "room:" + URLEncoder.encode(endpoint.canonical(), UTF_8) + ":" + room;
        }
    }
}
