package io.tidewire.sample;

import org.openqa.selenium.By;

/** The page that is a client for any endpoint. */
final class ChatPage extends Page {

    /** Opens the page. */
    ChatPage(Browser browser, int port) {
        super(browser, port, "/");
        waitForState("no socket yet");
    }

    void choose(String endpoint) {
        find(By.cssSelector("input[value='" + endpoint + "']")).click();
    }

    ChatPage connect() {
        click("connect");
        waitForState("OPEN (1)");
        return this;
    }

    void waitForState(String state) {
        waitForExactText("ready-state-text", state);
    }

    /** Waits for a message to arrive whose whole text matches, and returns it. */
    String waitForReceived(String regex) {
        return waitForEntry("received", regex);
    }
}
