package org.lungseg.training.experiment;

import java.util.List;
import java.util.Locale;

/** Differences of a metric by patient as dots, with the interval of their mean and the margin. */
final class DifferencePlot {

  private static final int WIDTH = 760;
  private static final int LABELS = 240;
  private static final int ROW = 44;
  private static final int TOP = 24;
  private static final int AXIS = 44;
  private static final double LEAST_REACH = 0.01;
  private static final int TICKS = 4;

  private DifferencePlot() {}

  static String draw(List<Comparison> comparisons, double margin) {
    double reach = Math.max(LEAST_REACH, 1.5 * margin);
    for (Comparison one : comparisons) {
      for (double difference : differences(one)) {
        reach = Math.max(reach, 1.05 * Math.abs(difference));
      }
    }
    Scale scale = new Scale(reach);
    int bottom = TOP + ROW * comparisons.size();
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"13\">",
        WIDTH,
        bottom + AXIS);
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    add(
        svg,
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#e8eef4\"/>",
        scale.x(-margin),
        TOP,
        scale.x(margin) - scale.x(-margin),
        bottom - TOP);
    line(svg, scale.x(0), TOP, scale.x(0), bottom, "#555", 1);
    for (int row = 0; row < comparisons.size(); row++) {
      drawRow(svg, comparisons.get(row), scale, TOP + ROW * row + ROW / 2);
    }
    line(svg, LABELS, bottom, WIDTH - 20, bottom, "#555", 1);
    for (int tick = -TICKS / 2; tick <= TICKS / 2; tick++) {
      double value = tick * reach / (TICKS / 2.0);
      text(svg, scale.x(value), bottom + 16, "middle", String.format(Locale.ROOT, "%+.3f", value));
    }
    text(
        svg,
        scale.x(0),
        bottom + 34,
        "middle",
        "difference of "
            + comparisons.get(0).metric().words()
            + "; dot: patient, bar: 95 % interval of the mean, grey: margin");
    return svg.append("</svg>\n").toString();
  }

  private record Scale(double reach) {
    double x(double difference) {
      double half = (WIDTH - 20 - LABELS) / 2.0;
      return LABELS + half + half * Math.max(-1, Math.min(1, difference / reach));
    }
  }

  private static void drawRow(StringBuilder svg, Comparison one, Scale scale, int y) {
    text(svg, LABELS - 10, y + 4, "end", one.arm() + ", " + one.condition().label());
    one.interval()
        .ifPresent(
            ends -> line(svg, scale.x(ends.low()), y, scale.x(ends.high()), y, "#c0392b", 5));
    for (double difference : differences(one)) {
      add(
          svg,
          "<circle cx=\"%.1f\" cy=\"%d\" r=\"3.5\" fill=\"#1f5f8b\" fill-opacity=\"0.6\"/>",
          scale.x(difference),
          y);
    }
    double mean = one.meanDifference();
    if (!Double.isNaN(mean)) {
      line(svg, scale.x(mean), y - 9, scale.x(mean), y + 9, "#c0392b", 2);
    }
  }

  private static double[] differences(Comparison one) {
    return one.baselineValues().entrySet().stream()
        .mapToDouble(
            entry -> one.armValues().getOrDefault(entry.getKey(), Double.NaN) - entry.getValue())
        .toArray();
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour, int width) {
    add(
        svg,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
            + " stroke-width=\"%d\"/>",
        x1,
        y1,
        x2,
        y2,
        colour,
        width);
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
    add(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, words);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
