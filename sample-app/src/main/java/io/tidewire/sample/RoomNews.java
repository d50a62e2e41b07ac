package io.tidewire.sample;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;

/** What those in a room are told, as JSON whose {@code type} says what it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
sealed interface RoomNews {

    /** Somebody in a room; the id tells apart people of one name. */
    record Person(String id, String name) {}

    /** To who has come: who they are here, and who is here, they included. */
    @JsonTypeName("welcome")
    record Welcome(Person you, List<Person> people) implements RoomNews {}

    @JsonTypeName("joined")
    record Joined(Person who) implements RoomNews {}

    @JsonTypeName("left")
    record Left(Person who) implements RoomNews {}

    @JsonTypeName("renamed")
    record Renamed(Person who, String before) implements RoomNews {}

    @JsonTypeName("typing")
    record Typing(Person who) implements RoomNews {}

    @JsonTypeName("said")
    record Said(Person who, String text, Instant at) implements RoomNews {}

    /** The house has something to say. */
    @JsonTypeName("announced")
    record Announced(String text, Instant at) implements RoomNews {}

    /** To who has sent what cannot be taken. */
    @JsonTypeName("problem")
    record Problem(String message) implements RoomNews {}
}
