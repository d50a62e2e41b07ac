package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.room.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The page with rooms in a real browser, used as people would. */
@SampleTest
class RoomsPageIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @LocalServerPort
    int port;

    @Autowired
    Sockets sockets;

    @Test
    void peopleOfOneRoomTalkAndOthersHearNothing() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "harbour");
        RoomsPage elsewhere = new RoomsPage(browser, port).enter("Cid", "dunes");
        RoomsPage bob = new RoomsPage(browser, port).enter("Bob", "harbour");
        ann.waitForEntry("system", "Bob has come in\\.");

        ann.say("Who is there?");
        ann.waitForEntry("sent", "Who is there\\?");
        bob.waitForEntry("received", "Who is there\\?");
        bob.say("<b>Bob</b>, 大家好");
        ann.waitForEntry("received", "<b>Bob</b>, 大家好");

        assertThat(ann.find("log").getText()).contains("Bob · ").doesNotContain("Ann · ");
        assertThat(ann.all("#log b")).isEmpty();
        elsewhere.say("Alone");
        elsewhere.waitForEntry("sent", "Alone");
        assertThat(elsewhere.entries("received")).isEmpty();
        assertThat(ann.entries("received")).hasSize(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whoIsThereIsSeenByAll() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "pier");
        ann.waitForPeople("Ann (you)");
        RoomsPage bob = new RoomsPage(browser, port).enter("Bob", "pier");
        bob.waitForPeople("Ann", "Bob (you)");
        ann.waitForPeople("Ann (you)", "Bob");

        bob.type("name", "Robert");
        bob.click("enter");
        ann.waitForEntry("system", "Bob is called Robert now\\.");
        ann.waitForPeople("Ann (you)", "Robert");

        bob.click("leave");
        ann.waitForEntry("system", "Robert has left\\.");
        ann.waitForPeople("Ann (you)");
        bob.waitForExactText("state-text", "not connected");
        assertThat(bob.people()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whoseWindowIsClosedHasLeft() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "beach");
        RoomsPage bob = new RoomsPage(browser, port).enter("Bob", "beach");
        ann.waitForPeople("Ann (you)", "Bob");

        bob.closeWindow();
        ann.waitForEntry("system", "Bob has left\\.");
        ann.waitForPeople("Ann (you)");
    }

    @Test
    void whoIsTypingIsSeenByTheOthers() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "bay");
        RoomsPage bob = new RoomsPage(browser, port).enter("Bob", "bay");

        bob.type("text", "Well");
        ann.waitForExactText("typing", "Bob is typing …");
        assertThat(bob.text("typing")).isEmpty();
        bob.press(Keys.ENTER);
        ann.waitForEntry("received", "Well");
        ann.waitForExactText("typing", "");
    }

    @Test
    void announcementsComeFromOutside() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "quay");

        WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build()
                .post()
                .uri("/rooms/quay/announcements")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"text\":\"The tide is coming in\"}")
                .exchange()
                .expectStatus()
                .isOk();
        ann.waitForEntry("received", "The tide is coming in");
        assertThat(ann.find("log").getText()).contains("Announcement · ");
    }

    @Test
    void whatTheServerDoesNotTakeIsSaidAndNothingEnds() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "cove");
        ann.script("document.getElementById('text').removeAttribute('maxlength')");
        ann.say("a".repeat(501));
        ann.waitForEntry("system", "The server did not take that: text size must be between 0 and 500\\.");
        ann.say("Shorter");
        ann.waitForEntry("sent", "Shorter");
    }

    @Test
    void whatIsMissingIsAskedFor() {
        RoomsPage page = new RoomsPage(browser, port);
        page.click("enter");
        page.waitForExactText("entrance-problem", "Say how you want to be called.");
        assertThat(page.focused()).isEqualTo("name");
        assertThat(page.find("name").getAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.isEnabled("say")).isFalse();
    }

    @Test
    void aConnectionThatIsLostComesBackToTheRoom() {
        RoomsPage ann = new RoomsPage(browser, port).enter("Ann", "reef");
        sockets.room("room", "reef").close(CloseStatus.SERVICE_RESTARTED);

        ann.waitForEntry("system", "The connection is lost; the page comes back to the room by itself\\.");
        ann.waitForPeople("Ann (you)");
        ann.waitForExactText("state-text", "connected");
    }

    @Test
    void theKeyboardIsEnough() {
        RoomsPage page = new RoomsPage(browser, port);
        page.script("document.getElementById('name').focus()");
        page.press("Ann", Keys.TAB);
        assertThat(page.focused()).isEqualTo("room");
        page.press(Keys.ENTER);
        page.waitForEntry("system", "You are in lobby\\.");
        assertThat(page.focused()).isEqualTo("text");
        page.press("Hello", Keys.ENTER);
        page.waitForEntry("sent", "Hello");

        page.press(Keys.chord(Keys.SHIFT, Keys.TAB), Keys.chord(Keys.SHIFT, Keys.TAB));
        assertThat(page.focused()).isEqualTo("leave");
        page.press(Keys.ENTER);
        page.waitForExactText("state-text", "not connected");
        assertThat(page.focused()).isEqualTo("name");
    }

    @Test
    void everythingHasAName() {
        RoomsPage page = new RoomsPage(browser, port).enter("Ann", "names");
        assertThat(page.controls())
                .isNotEmpty()
                .allSatisfy(element -> assertThat(element.getAccessibleName()).isNotBlank());
        assertThat(page.find("log").getAriaRole()).isEqualTo("log");
        assertThat(page.find("people").getAriaRole()).isEqualTo("list");
        assertThat(page.find("people").getAccessibleName()).isEqualTo("Here now: only you");
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        RoomsPage page = new RoomsPage(browser, port);
        browser.becomePhone();
        page.enter("W".repeat(30), "w".repeat(30));
        page.say("https://example.org/" + "a".repeat(300));
        page.waitForEntry("sent", "https.*");

        assertThat(page.script("return window.innerWidth")).isEqualTo(360L);
        assertThat(page.width()).isLessThanOrEqualTo(360);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void lightAndDarkFollowTheSystem() {
        new RoomsPage(browser, port);
        assertThat(browser.brightnessIn("light")).isGreaterThan(200);
        assertThat(browser.brightnessIn("dark")).isLessThan(60);
        assertThat(browser.complaints()).isEmpty();
    }
}
