package io.tidewire.sample;

import org.openqa.selenium.By;

/** The page with prices. */
final class PricesPage extends Page {

    /** Opens the page, and waits for what is listed. */
    PricesPage(Browser browser, int port) {
        super(browser, port, "/prices.html");
        waitForExactText("state-text", "connected");
        waitFor(ignored -> all("#listings tr").size() == 6);
    }

    /** Presses the switch of a row. */
    void toggle(String symbol) {
        find(By.cssSelector("#" + symbol + " input")).click();
    }

    boolean isWatched(String symbol) {
        return find(By.cssSelector("#" + symbol + " input")).isSelected();
    }

    String price(String symbol) {
        return find(By.cssSelector("#" + symbol + " .price")).getText();
    }

    String change(String symbol) {
        return find(By.cssSelector("#" + symbol + " .change")).getText();
    }

    /** Waits for a price that is another one than now. */
    void waitForMove(String symbol) {
        String now = price(symbol);
        waitFor(ignored -> !price(symbol).equals(now));
    }
}
