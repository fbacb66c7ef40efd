package org.lungseg.metrics.cohort.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lungseg.metrics.cohort.Cohort;
import org.lungseg.metrics.cohort.CohortModel;
import org.lungseg.metrics.cohort.Interval;
import org.lungseg.metrics.cohort.Measure;
import org.lungseg.metrics.cohort.PairedDifference;
import org.lungseg.metrics.cohort.Summary;

/** The tables of the page. */
final class CohortTables {

  /** The order in which readers want them, which is not the order of measuring. */
  static final List<Measure> MEASURES =
      List.of(
          Measure.DICE,
          Measure.DICE_RIGHT,
          Measure.DICE_LEFT,
          Measure.INFECTED_KEPT,
          Measure.SURFACE_DICE_2MM,
          Measure.HAUSDORFF_95_MM,
          Measure.ASSD_MM,
          Measure.VOLUME_ERROR,
          Measure.SENSITIVITY,
          Measure.PRECISION,
          Measure.IOU,
          Measure.QUALITY,
          Measure.SECONDS,
          Measure.PEAK_MEMORY_MB);

  private static final List<Measure> IN_OVERVIEW =
      List.of(
          Measure.INFECTED_KEPT,
          Measure.SURFACE_DICE_2MM,
          Measure.HAUSDORFF_95_MM,
          Measure.VOLUME_ERROR,
          Measure.SECONDS);

  /** The interval of two patients lies on one side of zero whenever both do. */
  private static final int PATIENTS_FOR_BOLD = 5;

  private final Cohort cohort;
  private final Markup page;

  CohortTables(Cohort cohort, Markup page) {
    this.cohort = cohort;
    this.page = page;
  }

  /** A line a model. */
  void overview() {
    List<Measure> others =
        IN_OVERVIEW.stream().filter(measure -> cohort.measures().contains(measure)).toList();
    page.raw("<div class=\"wide\"><table><thead><tr><th>Model</th>")
        .element("th", "number", "Cases")
        .element("th", "number", "Failed")
        .element("th", "number", "Mean Dice [95 %]")
        .element("th", "number", "Median")
        .element("th", "number", "5th percentile")
        .element("th", "Worst");
    for (Measure measure : others) {
      page.element("th", "number", measure.title() + unitNote(measure) + " (mean)");
    }
    page.raw("</tr></thead>");
    for (CohortModel model : cohort.models()) {
      Optional<Summary> summary = cohort.summary(Measure.DICE, model.name(), Map.of());
      page.raw("<tr>").element("td", model.name());
      summary.ifPresent(dice -> overviewOfDice(dice));
      for (Measure measure : others) {
        page.element(
            "td",
            "number",
            cohort
                .summary(measure, model.name(), Map.of())
                .map(s -> Figures.number(measure, s.mean()) + ofFewer(s))
                .orElse("–"));
      }
      page.raw("</tr>");
    }
    page.raw("</table></div>");
    page.element("p", "small", "Behind a mean over fewer than all cases stands their number.");
  }

  private void overviewOfDice(Summary dice) {
    Measure measure = dice.measure();
    page.element("td", "number", String.valueOf(dice.cases()))
        .element("td", "number", String.valueOf(dice.failures()))
        .element(
            "td",
            "number",
            Figures.number(measure, dice.mean()) + Figures.interval(measure, dice.meanInterval()))
        .element("td", "number", Figures.number(measure, dice.median()))
        .element("td", "number", Figures.number(measure, dice.tail()))
        .element(
            "td", "whole", Figures.number(measure, dice.worst()) + " (" + dice.worstCase() + ")");
  }

  private String ofFewer(Summary summary) {
    return summary.cases() < cohort.cases().size() ? " (" + summary.cases() + ")" : "";
  }

  /** A table a measure: a line for each group and model. */
  void byGroup() {
    List<Measure> measured = cohort.measures();
    boolean open = true;
    for (Measure measure : MEASURES) {
      if (measured.contains(measure)) {
        page.raw(open ? "<details open>" : "<details>").raw("<summary>");
        open = false;
        page.text(measure.title() + unitNote(measure)).raw("</summary>");
        byGroup(measure);
        page.raw("</details>");
      }
    }
  }

  private void byGroup(Measure measure) {
    page.raw("<div class=\"wide\"><table><thead><tr><th>Group</th><th>Model</th>")
        .element("th", "number", "Cases")
        .element("th", "number", "Patients")
        .element("th", "number", "Failed")
        .element("th", "number", "Mean [95 %]")
        .element("th", "number", "Median [95 %]")
        .element("th", "number", tailTitle(measure))
        .element("th", "Worst")
        .raw("</tr></thead>");
    for (GroupRow row : GroupRow.of(cohort)) {
      boolean first = true;
      for (CohortModel model : cohort.models()) {
        Optional<Summary> summary = cohort.summary(measure, model.name(), row.groups());
        if (summary.isPresent()) {
          byGroup(first ? row.title() : "", summary.get(), first);
          first = false;
        }
      }
    }
    page.raw("</table></div>");
  }

  private void byGroup(String group, Summary summary, boolean first) {
    Measure measure = summary.measure();
    page.raw(first ? "<tr class=\"first\">" : "<tr>")
        .element("td", group)
        .element("td", summary.model())
        .element("td", "number", String.valueOf(summary.cases()))
        .element("td", "number", String.valueOf(summary.patients()))
        .element("td", "number", String.valueOf(summary.failures()))
        .element(
            "td",
            "number",
            Figures.number(measure, summary.mean())
                + Figures.interval(measure, summary.meanInterval()))
        .element(
            "td",
            "number",
            Figures.number(measure, summary.median())
                + Figures.interval(measure, summary.medianInterval()))
        .element("td", "number", Figures.number(measure, summary.tail()))
        .element("td", Figures.number(measure, summary.worst()) + " (" + summary.worstCase() + ")")
        .raw("</tr>");
  }

  private static String tailTitle(Measure measure) {
    return switch (measure.better()) {
      case HIGHER -> "5th percentile";
      case LOWER, NEITHER -> "95th percentile";
      case NEAR_ZERO -> "95th percentile of amounts";
    };
  }

  /** A table for each two models. */
  void differences() {
    page.element(
        "p",
        "On the same cases, the first model's value less the second's. Patients are resampled with"
            + " the values of both models together. Bold where the interval does not hold zero and"
            + " rests on at least "
            + PATIENTS_FOR_BOLD
            + " patients.");
    List<CohortModel> models = cohort.models();
    for (int one = 0; one < models.size(); one++) {
      for (int other = one + 1; other < models.size(); other++) {
        differences(models.get(one).name(), models.get(other).name());
      }
    }
  }

  private void differences(String model, String other) {
    page.element("h3", model + " less " + other)
        .raw("<div class=\"wide\"><table><thead><tr><th>Measure</th><th>Group</th>")
        .element("th", "number", "Cases")
        .element("th", "number", "Mean difference [95 %]")
        .element("th", "number", model + " better on")
        .element("th", "number", other + " better on")
        .raw("</tr></thead>");
    for (Measure measure : MEASURES) {
      if (measure == Measure.PEAK_MEMORY_MB) {
        continue; // the process also holds what the model before has left behind
      }
      List<GroupRow> rows = measure == Measure.DICE ? GroupRow.of(cohort) : List.of(GroupRow.ALL);
      boolean first = true;
      for (GroupRow row : rows) {
        Optional<PairedDifference> difference =
            cohort.difference(measure, model, other, row.groups());
        if (difference.isPresent()) {
          difference(row, difference.get(), first);
          first = false;
        }
      }
    }
    page.raw("</table></div>");
  }

  private void difference(GroupRow row, PairedDifference difference, boolean first) {
    Measure measure = difference.measure();
    Optional<Interval> interval = difference.interval();
    boolean clear =
        difference.patients() >= PATIENTS_FOR_BOLD
            && interval.isPresent()
            && !interval.get().contains(0);
    String text =
        Figures.difference(measure, difference.mean())
            + interval
                .map(
                    i ->
                        " ["
                            + Figures.difference(measure, i.low())
                            + ", "
                            + Figures.difference(measure, i.high())
                            + "]")
                .orElse("");
    page.raw(first ? "<tr class=\"first\">" : "<tr>")
        .element("td", first ? measure.title() + unitNote(measure) : "")
        .element("td", row.title())
        .element("td", "number", String.valueOf(difference.cases()))
        .element("td", clear ? "number clear" : "number", text)
        .element("td", "number", String.valueOf(difference.better()))
        .element("td", "number", String.valueOf(difference.worse()))
        .raw("</tr>");
  }

  private static String unitNote(Measure measure) {
    return Figures.unit(measure).replace(" ", ", ");
  }
}
