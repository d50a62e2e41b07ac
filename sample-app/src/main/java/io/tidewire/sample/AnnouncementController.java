package io.tidewire.sample;

import io.tidewire.sample.RoomNews.Announced;
import io.tidewire.websocket.spring.room.Sockets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Speaks to a room from outside, as any bean can. */
@RestController
class AnnouncementController {

    record Announcement(@NotBlank @Size(max = 500) String text) {}

    record Reached(int sessions) {}

    private final Sockets sockets;

    AnnouncementController(Sockets sockets) {
        this.sockets = sockets;
    }

    @PostMapping("/rooms/{room}/announcements")
    Mono<Reached> announce(@PathVariable String room, @Valid @RequestBody Announcement announcement) {
        return sockets.room("room", room)
                .send(new Announced(announcement.text, Instant.now()))
                .map(Reached::new);
    }
}
