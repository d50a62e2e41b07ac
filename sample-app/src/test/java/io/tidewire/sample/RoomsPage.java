package io.tidewire.sample;

import java.util.List;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page with rooms, of one person. */
final class RoomsPage extends Page {

    /** Opens the page. */
    RoomsPage(Browser browser, int port) {
        super(browser, port, "/rooms.html");
    }

    RoomsPage enter(String name, String room) {
        type("name", name);
        type("room", room, Keys.ENTER);
        waitForExactText("state-text", "connected");
        waitForEntry("system", "You are in " + room + "\\.");
        return this;
    }

    void say(String text) {
        type("text", text, Keys.ENTER);
    }

    /** Who is shown as being there. */
    List<String> people() {
        return all("#people li").stream().map(WebElement::getText).toList();
    }

    void waitForPeople(String... names) {
        waitForText("count", names.length == 1 ? "only you" : names.length + " people");
        waitFor(ignored -> people().containsAll(List.of(names)));
    }
}
