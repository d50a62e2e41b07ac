package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.room.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page with prices in a real browser, used as a person would. */
@SampleTest
class PricesPageIT {

    @RegisterExtension
    static final Browser browser = new Browser();

    @LocalServerPort
    int port;

    @Autowired
    Sockets sockets;

    @Test
    void aPriceMovesWhileItIsWatched() {
        PricesPage page = new PricesPage(browser, port);
        assertThat(page.isWatched("REEF")).isFalse();
        assertThat(page.price("REEF")).isEqualTo("–");

        page.toggle("REEF");
        page.waitForMove("REEF");
        page.waitForMove("REEF");
        assertThat(page.price("REEF")).matches("\\d+\\.\\d\\d");
        assertThat(page.change("REEF")).matches("(▲ \\+|▼ −|■ )\\d+\\.\\d\\d");
        assertThat(page.price("KELP")).isEqualTo("–");

        page.click("none");
        page.waitForExactText("rate", "0"); // nothing arrives any more
        String last = page.price("REEF");
        page.toggle("KELP");
        page.waitForMove("KELP");
        page.waitForMove("KELP");
        assertThat(page.price("REEF")).isEqualTo(last);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSignSaysWhatTheColourSays() {
        PricesPage page = new PricesPage(browser, port);
        page.click("all");
        page.waitForMove("WAVE");
        Object agree = page.script("""
                return [...document.querySelectorAll("#listings tr")].every((row) => {
                  const change = row.querySelector(".change");
                  const sign = change.textContent.slice(0, 3);
                  return change.classList.contains("up") ? sign === "▲ +"
                      : change.classList.contains("down") ? sign === "▼ −" : !/[+−]/.test(sign);
                });
                """);
        assertThat(agree).isEqualTo(true);
        assertThat(page.isEnabled("all")).isFalse();
        assertThat(page.isEnabled("none")).isTrue();
    }

    @Test
    void aTrendIsDrawn() {
        PricesPage page = new PricesPage(browser, port);
        page.waitForMove("TIDE");
        page.waitForMove("TIDE");
        assertThat((String) page.script("return document.querySelector('#TIDE polyline').getAttribute('points')"))
                .matches("(\\d+\\.\\d,\\d+\\.\\d ?){2,}");
    }

    @Test
    void whatIsWatchedIsWatchedAgainWhenTheConnectionIsBack() {
        PricesPage page = new PricesPage(browser, port);
        page.toggle("GULL");
        page.waitForMove("GULL");
        sockets.endpoint("price").close(CloseStatus.SERVICE_RESTARTED);

        page.waitForText("state-text", "back in");
        page.waitForExactText("state-text", "connected");
        assertThat(page.isWatched("GULL")).isTrue();
        page.waitForMove("GULL");
    }

    @Test
    void theKeyboardIsEnough() {
        PricesPage page = new PricesPage(browser, port);
        page.script("document.getElementById('none').focus()");
        page.press(Keys.TAB, Keys.TAB, Keys.SPACE);
        assertThat(page.isWatched("WAVE")).isTrue();
        page.waitForMove("WAVE");
    }

    @Test
    void everythingHasAName() {
        PricesPage page = new PricesPage(browser, port);
        assertThat(page.controls())
                .isNotEmpty()
                .allSatisfy(element -> assertThat(element.getAccessibleName()).isNotBlank());
        assertThat(page.controls())
                .filteredOn(element -> "checkbox".equals(element.getAttribute("type")))
                .extracting(element -> element.getAccessibleName())
                .contains("Watch TIDE", "Watch KELP");
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        PricesPage page = new PricesPage(browser, port);
        browser.becomePhone();
        page.click("all");
        page.waitForMove("REEF");

        assertThat(page.script("return window.innerWidth")).isEqualTo(360L);
        assertThat(page.width()).isLessThanOrEqualTo(360);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void lightAndDarkFollowTheSystem() {
        new PricesPage(browser, port);
        assertThat(browser.brightnessIn("light")).isGreaterThan(200);
        assertThat(browser.brightnessIn("dark")).isLessThan(60);
        assertThat(browser.complaints()).isEmpty();
    }
}
