package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page in a real browser, used as a person would. */
@SampleTest
class ChatPageIT {

    private static final String WELCOME = "欢迎连接到Spring Boot WebSocket服务器!";

    @RegisterExtension
    static final Browser browser = new Browser();

    @LocalServerPort
    int port;

    @Test
    void twoPeopleChat() {
        ChatPage alice = new ChatPage(browser, port).connect();
        ChatPage bob = new ChatPage(browser, port).connect();
        alice.waitForReceived(WELCOME);
        bob.waitForReceived(WELCOME);

        alice.type("message", "你好，服务器！我是客户端。", Keys.ENTER);
        alice.waitForReceived("服务器已收到您的消息: 你好，服务器！我是客户端。");
        bob.waitForReceived("用户 \\S+ 说: 你好，服务器！我是客户端。");

        bob.type("message", "再会 <b>Alice</b>");
        bob.click("send");
        bob.waitForReceived("服务器已收到您的消息: 再会 <b>Alice</b>");
        alice.waitForReceived("用户 \\S+ 说: 再会 <b>Alice</b>");

        assertThat(alice.entries("sent")).containsExactly("你好，服务器！我是客户端。");
        assertThat(alice.entries("received")).hasSize(3);
        assertThat(bob.all("#log b")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void readyStateGoesItsWay() {
        ChatPage page = new ChatPage(browser, port);
        page.script("""
                const pill = document.getElementById("ready-state");
                window.seen = [pill.innerText.trim()];
                new MutationObserver(() => window.seen.push(pill.innerText.trim()))
                    .observe(pill, { attributes: true, attributeFilter: ["data-state"] });
                """);
        page.connect();
        page.click("close");
        page.waitForState("CLOSED (3)");

        assertThat((List<?>) page.script("return window.seen.map(text => text.replace(/^readyState:\\s*/, ''))"))
                .isEqualTo(List.of("no socket yet", "CONNECTING (0)", "OPEN (1)", "CLOSING (2)", "CLOSED (3)"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theCloseEventIsShown() {
        ChatPage page = new ChatPage(browser, port).connect();
        page.type("code", "4001");
        page.type("reason", "客户端完成通信", Keys.ENTER);
        page.waitForState("CLOSED (3)");

        assertThat(page.text("close-code")).isEqualTo("4001");
        assertThat(page.text("close-reason")).isEqualTo("客户端完成通信");
        assertThat(page.text("close-clean")).isEqualTo("true");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theServersCloseIsShownToo() {
        ChatPage page = new ChatPage(browser, port).connect();
        page.type("message", "bytes");
        page.click("send-binary");
        page.waitForState("CLOSED (3)");

        assertThat(page.text("close-code")).isEqualTo("1003");
        assertThat(page.text("close-meaning")).contains("unsupported data");
        assertThat(page.text("close-clean")).isEqualTo("true");
    }

    @Test
    void theServersFarewellIsAnswered() {
        ChatPage page = new ChatPage(browser, port);
        page.choose("/echo");
        page.connect();
        page.type("message", "再见", Keys.ENTER);
        page.waitForState("CLOSED (3)");

        assertThat(page.text("close-code")).isEqualTo("1000");
        assertThat(page.text("close-reason")).isEqualTo("客户端主动关闭");
    }

    @Test
    void binaryIsEchoed() {
        ChatPage page = new ChatPage(browser, port);
        page.choose("/echo");
        page.connect();
        page.type("message", "潮A");
        page.click("send-binary");

        page.waitForReceived("e6 bd ae 41");
        assertThat(page.entries("sent")).containsExactly("e6 bd ae 41");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyoneHearsABroadcast() {
        ChatPage alice = new ChatPage(browser, port);
        ChatPage bob = new ChatPage(browser, port);
        for (ChatPage page : List.of(alice, bob)) {
            page.choose("/broadcast");
            page.connect();
        }
        // Who hears themselves is known to the endpoint
        bob.type("message", "我在", Keys.ENTER);
        bob.waitForReceived("我在");
        alice.type("message", "大家好", Keys.ENTER);

        alice.waitForReceived("大家好");
        bob.waitForReceived("大家好");
    }

    @ParameterizedTest
    @CsvSource({"1006,never travels", "1001,browser", "1002,protocol", "999,1000 to 4999", "abc,whole number"})
    void aCodeThatPagesMayNotSendIsExplained(String code, String explanation) {
        ChatPage page = new ChatPage(browser, port).connect();
        page.type("code", code);
        page.click("close");

        page.waitForText("code-note", explanation);
        assertThat(page.find("code").getAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.focused()).isEqualTo("code");
        assertThat(page.text("ready-state-text")).isEqualTo("OPEN (1)");
    }

    @Test
    void aReasonThatIsTooLongIsExplained() {
        ChatPage page = new ChatPage(browser, port).connect();
        page.type("reason", "理".repeat(42));
        page.click("close");

        page.waitForText("reason-note", "126 bytes");
        assertThat(page.focused()).isEqualTo("reason");
        assertThat(page.text("ready-state-text")).isEqualTo("OPEN (1)");
    }

    @Test
    void buttonsOfferWhatTheStateAllows() {
        ChatPage page = new ChatPage(browser, port);
        List<String> whenOpen = List.of("send", "send-binary", "send-file", "close");
        assertThat(page.isEnabled("connect")).isTrue();
        assertThat(whenOpen).noneMatch(page::isEnabled);

        page.connect();
        assertThat(page.isEnabled("connect")).isFalse();
        assertThat(whenOpen).allMatch(page::isEnabled);

        page.click("close");
        page.waitForState("CLOSED (3)");
        assertThat(page.isEnabled("connect")).isTrue();
        assertThat(whenOpen).noneMatch(page::isEnabled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http//localhost", "ftp://localhost/", "ws://localhost/#part"})
    void anAddressThatIsNoneIsExplained(String address) {
        ChatPage page = new ChatPage(browser, port);
        page.type("url", address, Keys.ENTER);

        page.waitForText("url-error", "WebSocket address");
        assertThat(page.find("url").getAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.isEnabled("connect")).isTrue();
    }

    @Test
    void aRefusedConnectionIsExplained() {
        ChatPage page = new ChatPage(browser, port);
        page.type("url", "ws://localhost:" + port + "/nowhere", Keys.ENTER);
        page.waitForState("CLOSED (3)");

        assertThat(page.text("close-code")).isEqualTo("1006");
        assertThat(page.text("close-clean")).isEqualTo("false");
        assertThat(page.entries("system")).anyMatch(text -> text.startsWith("Error: no connection."));
    }

    @Test
    void aLostConnectionIsTriedAgainLessAndLessOften() {
        ChatPage page = new ChatPage(browser, port);
        page.type("url", "ws://localhost:" + port + "/restarting");
        page.click("reconnect");
        page.click("connect");
        page.waitForText("log", "(attempt 3)");

        page.click("stop");
        assertThat(page.text("connect")).isEqualTo("Connect");
        assertThat(page.entries("system"))
                .endsWith("Not trying any more.")
                .anyMatch(text -> text.matches("Reconnecting in (0\\.[5-9]|1\\.0) s \\(attempt 1\\)\\."))
                .anyMatch(text -> text.matches("Reconnecting in (1\\.\\d|2\\.0) s \\(attempt 2\\)\\."))
                .anyMatch(text -> text.matches("Reconnecting in ([23]\\.\\d|4\\.0) s \\(attempt 3\\)\\."));
    }

    @Test
    void aCloseThatWasAskedForIsNotTriedAgain() {
        ChatPage page = new ChatPage(browser, port);
        page.click("reconnect");
        page.connect();
        page.click("close");
        page.waitForState("CLOSED (3)");

        assertThat(page.find("stop").isDisplayed()).isFalse();
        assertThat(page.entries("system")).noneMatch(text -> text.startsWith("Reconnecting"));
    }

    @Test
    void theKeyboardIsEnough() {
        ChatPage page = new ChatPage(browser, port);
        page.script("document.getElementById('url').focus()");
        page.press(Keys.ENTER);
        page.waitForState("OPEN (1)");
        assertThat(page.focused()).isEqualTo("message");

        page.press(Keys.ENTER);
        page.waitForReceived("服务器已收到您的消息: .*");
        page.press("first", Keys.chord(Keys.SHIFT, Keys.ENTER), "second", Keys.ENTER);
        page.waitForReceived("(?s)服务器已收到您的消息: first\nsecond");
        assertThat(page.focused()).isEqualTo("message");

        // Three buttons, then code, reason, the check box and Close
        page.press(Keys.TAB);
        assertThat(page.focused()).isEqualTo("send");
        for (int i = 0; i < 6; i++) {
            page.press(Keys.TAB);
        }
        assertThat(page.focused()).isEqualTo("close");
        page.press(Keys.ENTER);
        page.waitForState("CLOSED (3)");
        assertThat(page.focused()).isEqualTo("connect");
    }

    @Test
    void everyFieldAndButtonHasAName() {
        ChatPage page = new ChatPage(browser, port);

        assertThat(page.controls())
                .isNotEmpty()
                .allSatisfy(element -> assertThat(element.getAccessibleName()).isNotBlank());
        assertThat(page.find("log").getAriaRole()).isEqualTo("log");
        assertThat(page.find("ready-state").getAriaRole()).isEqualTo("status");
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        ChatPage page = new ChatPage(browser, port);
        browser.becomePhone();
        page.connect();
        page.type("message", "https://example.org/" + "a".repeat(300), Keys.ENTER);
        page.waitForReceived("服务器已收到您的消息: https.*");
        page.type("code", "1006");

        assertThat(page.script("return window.innerWidth")).isEqualTo(360L);
        assertThat(page.width()).isLessThanOrEqualTo(360);
        assertThat((Long) page.script("return document.getElementById('log').scrollWidth"
                        + " - document.getElementById('log').clientWidth"))
                .isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void lightAndDarkFollowTheSystem() {
        new ChatPage(browser, port);
        assertThat(browser.brightnessIn("light")).isGreaterThan(200);
        assertThat(browser.brightnessIn("dark")).isLessThan(60);
        assertThat(browser.complaints()).isEmpty();
    }
}
