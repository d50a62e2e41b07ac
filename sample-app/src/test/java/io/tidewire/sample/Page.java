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

/** A page of the sample in a window of its own. */
class Page {

    private final ChromeDriver driver;
    private final String window;

    /** Opens a page. */
    Page(Browser browser, int port, String path) {
        driver = browser.driver();
        window = driver.switchTo().newWindow(WindowType.WINDOW).getWindowHandle();
        driver.get("http://localhost:" + port + path);
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
        return find(By.id(id));
    }

    WebElement find(By by) {
        focus();
        return driver.findElement(by);
    }

    List<WebElement> all(String cssSelector) {
        focus();
        return driver.findElements(By.cssSelector(cssSelector));
    }

    String text(String id) {
        return find(id).getText();
    }

    boolean isEnabled(String id) {
        return find(id).isEnabled();
    }

    void waitForText(String id, String text) {
        waitFor(ExpectedConditions.textToBePresentInElementLocated(By.id(id), text));
    }

    void waitForExactText(String id, String text) {
        waitFor(ExpectedConditions.textToBe(By.id(id), text));
    }

    /** Waits for an entry of the log whose whole text matches, and returns it. */
    String waitForEntry(String kind, String regex) {
        return waitFor(ignored -> entries(kind).stream()
                .filter(text -> text.matches(regex))
                .findFirst()
                .orElse(null));
    }

    /** The texts in the log: {@code sent}, {@code received} or {@code system}. */
    List<String> entries(String kind) {
        try {
            return all("#log ." + kind + " .body").stream()
                    .map(WebElement::getText)
                    .toList();
        } catch (StaleElementReferenceException removedMeanwhile) {
            return List.of();
        }
    }

    /** What can be operated, and is there to be. */
    List<WebElement> controls() {
        return all("button, input:not([hidden]), textarea, a, [tabindex]").stream()
                .filter(element -> element.isDisplayed() || "radio".equals(element.getAttribute("type")))
                .toList();
    }

    /** How many pixels wide the page is. */
    long width() {
        return (Long) script("return document.documentElement.scrollWidth");
    }

    Object script(String script) {
        focus();
        return driver.executeScript(script);
    }

    /** Goes away as a person who closes the window does. */
    void closeWindow() {
        focus();
        driver.close();
    }

    void focus() {
        driver.switchTo().window(window);
    }

    <T> T waitFor(ExpectedCondition<T> condition) {
        focus();
        T met = new WebDriverWait(driver, Duration.ofSeconds(15), Duration.ofMillis(50)).until(condition);
        assertThat(met).isNotNull();
        return met;
    }
}
