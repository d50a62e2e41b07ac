package io.tidewire.sample;

import static java.util.stream.Collectors.joining;

import io.tidewire.sample.RoomNews.Joined;
import io.tidewire.sample.RoomNews.Left;
import io.tidewire.sample.RoomNews.Person;
import io.tidewire.sample.RoomNews.Problem;
import io.tidewire.sample.RoomNews.Renamed;
import io.tidewire.sample.RoomNews.Said;
import io.tidewire.sample.RoomNews.Welcome;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.InvalidPayloadException;
import io.tidewire.websocket.spring.OnError;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.OnOpen;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketSession;
import io.tidewire.websocket.spring.room.Room;
import io.tidewire.websocket.spring.room.RoomEvent;
import io.tidewire.websocket.spring.room.RoomJoinedEvent;
import io.tidewire.websocket.spring.room.Sockets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/** Rooms to chat in: whoever is in one hears what is said there, and sees who comes and goes. */
@SocketHandler("/rooms/{room}")
class RoomHandler {

    private static final EndpointName ENDPOINT = EndpointName.of("room");
    private static final int LONGEST_NAME = 30;
    private static final int LONGEST_TEXT = 500;

    record Say(@NotBlank @Size(max = LONGEST_TEXT) String text) {}

    record Rename(@NotBlank @Size(max = LONGEST_NAME) String name) {}

    record Typing() {}

    private final Sockets sockets;

    RoomHandler(Sockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    void open(@PathVariable String room, @RequestParam String name, SocketSession session) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            session.close(new CloseStatus(1008, "a name has 1 to " + LONGEST_NAME + " characters"));
            return;
        }
        session.getAttributes().put("person", new Person(session.getId(), name));
        sockets.room("room", room).join(session); // and leaves it by itself when it ends
    }

    /** To everybody, the speaker included, so that all see one order. */
    @OnMessage
    void say(@Valid Say say, @PathVariable String room, @SessionAttribute Person person) {
        sockets.room("room", room).send(new Said(person, say.text, Instant.now()));
    }

    @OnMessage
    void rename(
            @Valid Rename rename,
            @PathVariable String room,
            @SessionAttribute("person") Person before,
            SocketSession session) {
        Person after = new Person(before.id(), rename.name);
        session.getAttributes().put("person", after);
        sockets.room("room", room).send(new Renamed(after, before.name()));
    }

    @OnMessage
    void typing(Typing typing, @PathVariable String room, @SessionAttribute Person person, SocketSession session) {
        sockets.room("room", room).except(session).send(new RoomNews.Typing(person));
    }

    @OnError
    Problem problem(InvalidPayloadException failure) {
        return new Problem(
                failure.getViolations().isEmpty()
                        ? String.valueOf(failure.getMessage())
                        : failure.getViolations().stream()
                                .map(violation -> violation.property() + " " + violation.message())
                                .collect(joining(", ")));
    }

    /** In order for each room: nobody is told of somebody who has left already. */
    @EventListener
    void tellWhoIsThere(RoomEvent event) {
        SocketSession session = event.session();
        if (!session.getEndpoint().equals(ENDPOINT)) {
            return; // other handlers may have rooms, too
        }
        Room room = event.room();
        Person who = person(session);
        if (event instanceof RoomJoinedEvent) {
            session.sendPayload(new Welcome(who, peopleIn(room)));
            room.except(session).send(new Joined(who));
        } else {
            room.send(new Left(who));
        }
    }

    private static List<Person> peopleIn(Room room) {
        return room.sessions().stream().map(RoomHandler::person).toList();
    }

    private static Person person(SocketSession session) {
        return (Person) Objects.requireNonNull(session.getAttributes().get("person"));
    }
}
