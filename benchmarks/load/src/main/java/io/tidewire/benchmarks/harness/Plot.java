package io.tidewire.benchmarks.harness;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The ratios to the yardstick as one picture: a bar chart for each group, a bar for each server. */
final class Plot {

    private static final int WIDTH = 1400;
    private static final int HEIGHT = 480;
    private static final int LEGEND_LINE = 28;

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Font LEGEND = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    private Plot() {}

    /** Writes nothing if there is nothing to compare. */
    static void write(Results results, Path file) throws IOException {
        List<BufferedImage> charts = new ArrayList<>();
        for (Group group : Group.values()) {
            CategoryChart chart = chart(group, results);
            if (!chart.getSeriesMap().isEmpty()) {
                charts.add(BitmapEncoder.getBufferedImage(chart));
            }
        }
        if (!charts.isEmpty()) {
            ImageIO.write(oneBelowTheOther(charts), "png", file.toFile());
        }
    }

    private static CategoryChart chart(Group group, Results results) {
        List<String> scenarios = group.scenarios(results);
        long servers = results.rounds().stream()
                .filter(round -> scenarios.contains(round.scenario()))
                .map(Round::server)
                .distinct()
                .count();
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(Math.max(HEIGHT, (int) (servers + 2) * LEGEND_LINE))
                .title(group.title)
                .yAxisTitle("messages per CPU second, WebFlux = 1")
                .build();
        CategoryStyler style = chart.getStyler();
        style.setLegendPosition(LegendPosition.OutsideE);
        style.setLegendFont(LEGEND);
        style.setLegendPadding(4);
        style.setChartTitleFont(TITLE);
        style.setAxisTitleFont(TEXT);
        style.setAxisTickLabelsFont(TEXT);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setAvailableSpaceFill(0.9);
        style.setYAxisMin(0.0);
        style.setYAxisDecimalPattern("0.0");
        Comparison comparison = new Comparison(results.rounds());
        Palette palette = new Palette();
        for (Map.Entry<String, String> server : results.titles().entrySet()) {
            Color color = palette.next(server.getKey());
            List<Double> ratios = scenarios.stream()
                    .map(scenario -> comparison.ratio(scenario, server.getKey()).median())
                    .toList();
            if (ratios.stream().anyMatch(ratio -> !ratio.isNaN())) {
                List<Double> bars =
                        ratios.stream().map(ratio -> ratio.isNaN() ? 0 : ratio).toList();
                chart.addSeries(server.getValue(), scenarios, bars).setFillColor(color);
            }
        }
        return chart;
    }

    /** Ours are blue, the yardstick is black, and raw TCP is grey. */
    private static final class Palette {

        private static final int[] OTHERS = {
            0xF28E2B, 0x59A14F, 0xE15759, 0xEDC948, 0xB07AA1, 0x86BCB6, 0x9C755F, 0xFF9DA7, 0x8CD17D, 0x79706E, 0xB6992D
        };

        private int ours;
        private int others;

        Color next(String server) {
            if (server.equals(Server.YARDSTICK)) {
                return Color.BLACK;
            } else if (server.startsWith("tidewire")) {
                return Color.getHSBColor(0.55f + 0.012f * ours, 0.9f, Math.max(0.45f, 0.95f - 0.08f * ours++));
            } else if (server.startsWith("raw")) {
                return Color.LIGHT_GRAY;
            } else {
                return new Color(OTHERS[others++ % OTHERS.length]);
            }
        }
    }

    private static BufferedImage oneBelowTheOther(List<BufferedImage> charts) {
        int height = charts.stream().mapToInt(BufferedImage::getHeight).sum();
        BufferedImage all = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        int top = 0;
        for (BufferedImage chart : charts) {
            graphics.drawImage(chart, 0, top, null);
            top += chart.getHeight();
        }
        graphics.dispose();
        return all;
    }
}
