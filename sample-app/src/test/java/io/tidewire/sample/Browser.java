package io.tidewire.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.util.FileSystemUtils;

/** A Chromium for the tests of a class; where there is none, they are skipped. The windows of a test close with it. */
final class Browser implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private @Nullable Path profile;
    private @Nullable ChromeDriver driver;
    private String firstWindow = "";

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path chromium = Programs.find(
                Programs.REQUIRE_BROWSER, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
        Path chromedriver = Programs.find(Programs.REQUIRE_BROWSER, "chromedriver");
        profile = Files.createTempDirectory("browser");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // whose kernel features containers lack
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        firstWindow = driver.getWindowHandle();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (String window : driver().getWindowHandles()) {
            if (!window.equals(firstWindow)) {
                driver().switchTo().window(window).close();
            }
        }
        driver().switchTo().window(firstWindow);
        complaints(); // of this test, not of the next
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (driver != null) {
            driver.quit();
        }
        FileSystemUtils.deleteRecursively(profile);
    }

    ChromeDriver driver() {
        return Objects.requireNonNull(driver, "the browser was not started");
    }

    /** What the console says that a developer would have to look into. */
    List<String> complaints() {
        return driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    /** Makes the window that has the focus a small phone, 360 px wide. */
    void becomePhone() {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
    }

    /**
     * Lets the window that has the focus think that the system is light or dark.
     *
     * @return how bright the page is then, from 0 to 255
     */
    double brightnessIn(String scheme) {
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        Object brightness = driver().executeScript("""
                const channels = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3);
                return channels.map(Number).reduce((sum, channel) => sum + channel) / 3 + 0.001;
                """);
        return ((Number) Objects.requireNonNull(brightness)).doubleValue();
    }
}
