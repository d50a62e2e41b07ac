package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The sample's page in a window of its own. */
final class ChatPage {

    private final ChromeDriver driver;
    private final String window;

    /** Opens the page. */
    ChatPage(ChromeDriver driver, int port) {
        this.driver = driver;
        window = driver.switchTo().newWindow(WindowType.WINDOW).getWindowHandle();
        driver.get("http://localhost:" + port + "/");
        waitFor(ExpectedConditions.textToBe(By.id("ready-state-text"), "no socket yet"));
    }

    void choose(String endpoint) {
        focus();
        driver.findElement(By.cssSelector("input[value='" + endpoint + "']")).click();
    }

    ChatPage connect() {
        click("connect");
        waitForState("OPEN (1)");
        return this;
    }

    void click(String id) {
        waitFor(ExpectedConditions.elementToBeClickable(By.id(id))).click();
    }

    /** Types into a field, in the place of what was there. */
    void type(String id, CharSequence... keys) {
        WebElement field = find(id);
        field.clear();
        field.sendKeys(keys);
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        focus();
        driver.switchTo().activeElement().sendKeys(keys);
    }

    String focused() {
        focus();
        return String.valueOf(driver.switchTo().activeElement().getAttribute("id"));
    }

    WebElement find(String id) {
        focus();
        return driver.findElement(By.id(id));
    }

    String text(String id) {
        return find(id).getText();
    }

    boolean isEnabled(String id) {
        return find(id).isEnabled();
    }

    void waitForState(String state) {
        waitFor(ExpectedConditions.textToBe(By.id("ready-state-text"), state));
    }

    void waitForText(String id, String text) {
        waitFor(ExpectedConditions.textToBePresentInElementLocated(By.id(id), text));
    }

    /** Waits for a message to arrive whose whole text matches, and returns it. */
    String waitForReceived(String regex) {
        return waitFor(ignored -> entries("received").stream()
                .filter(text -> text.matches(regex))
                .findFirst()
                .orElse(null));
    }

    /** The texts in the log: {@code sent}, {@code received} or {@code system}. */
    List<String> entries(String kind) {
        focus();
        try {
            return driver.findElements(By.cssSelector("#log ." + kind + " .body")).stream()
                    .map(WebElement::getText)
                    .toList();
        } catch (StaleElementReferenceException removedMeanwhile) {
            return List.of();
        }
    }

    Object script(String script) {
        focus();
        return driver.executeScript(script);
    }

    void focus() {
        driver.switchTo().window(window);
    }

    private <T> T waitFor(ExpectedCondition<T> condition) {
        focus();
        T met = new WebDriverWait(driver, Duration.ofSeconds(15), Duration.ofMillis(50)).until(condition);
        assertThat(met).isNotNull();
        return met;
    }
}
