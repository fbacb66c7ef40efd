package org.lungseg.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.metrics.cohort.CaseResult;
import org.lungseg.metrics.cohort.Cohort;
import org.lungseg.metrics.cohort.CohortCase;
import org.lungseg.metrics.cohort.CohortModel;
import org.lungseg.metrics.cohort.Interval;
import org.lungseg.metrics.cohort.Measure;
import org.lungseg.metrics.cohort.PairedDifference;
import org.lungseg.metrics.cohort.QualityRanking;
import org.lungseg.metrics.cohort.Summary;
import org.lungseg.metrics.cohort.VolumeAgreement;

/**
 * A cohort as JSON. Everything follows from {@code models}, {@code cases} and {@code results},
 * which are all that is read back; the statistics stand there for other programs. An infinite
 * distance is the text {@code inf}, since JSON has no such number.
 */
final class CohortJson {

  private static final String FORMAT = "lungseg-cohort-report";
  private static final int FORMAT_VERSION = 1;
  private static final String INFINITE = "inf";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private CohortJson() {}

  /**
   * The whole report.
   *
   * @param source the name of the manifest
   */
  static ObjectNode report(Cohort cohort, String source) {
    ObjectNode root = Json.object();
    root.put("format", FORMAT);
    root.put("formatVersion", FORMAT_VERSION);
    root.put("lungseg", Version.current());
    root.put("source", source);
    ObjectNode bootstrap = root.putObject("bootstrap");
    bootstrap.put("unit", "patient");
    bootstrap.put("resamples", Cohort.RESAMPLES);
    bootstrap.put("seed", Cohort.SEED);
    bootstrap.put("confidence", Cohort.CONFIDENCE);
    ArrayNode models = root.putArray("models");
    for (CohortModel model : cohort.models()) {
      models.addObject().put("name", model.name()).put("description", model.description());
    }
    ArrayNode cases = root.putArray("cases");
    ArrayNode results = root.putArray("results");
    for (CohortCase one : cohort.cases()) {
      ObjectNode node = cases.addObject().put("case", one.id()).put("patient", one.patient());
      ObjectNode groups = node.putObject("groups");
      one.groups().forEach(groups::put);
      for (CohortModel model : cohort.models()) {
        ObjectNode result = results.addObject().put("case", one.id()).put("model", model.name());
        putResult(result, cohort.result(model.name(), one.id()));
      }
    }
    putStatistics(root, cohort);
    return root;
  }

  /** Adds what came of one model on one case, without saying which. */
  static void putResult(ObjectNode node, CaseResult result) {
    node.put("failure", result.failure().orElse(null));
    ObjectNode measures = node.putObject("measures");
    result.measures().forEach((measure, value) -> put(measures, measure.key(), value));
  }

  private static void putStatistics(ObjectNode root, Cohort cohort) {
    ArrayNode summaries = root.putArray("summaries");
    ArrayNode differences = root.putArray("differences");
    List<Map<String, String>> selections = new ArrayList<>(List.of(Map.of()));
    cohort
        .groups()
        .forEach((name, values) -> values.forEach(value -> selections.add(Map.of(name, value))));
    for (Map<String, String> groups : selections) {
      for (Measure measure : cohort.measures()) {
        for (CohortModel model : cohort.models()) {
          cohort
              .summary(measure, model.name(), groups)
              .ifPresent(summary -> put(summaries.addObject(), summary, groups));
          for (CohortModel other : cohort.models()) {
            if (cohort.models().indexOf(other) > cohort.models().indexOf(model)) {
              cohort
                  .difference(measure, model.name(), other.name(), groups)
                  .ifPresent(difference -> put(differences.addObject(), difference, groups));
            }
          }
        }
      }
    }
    ArrayNode volumes = root.putArray("volumeAgreement");
    for (CohortModel model : cohort.models()) {
      cohort
          .volumeAgreement(model.name(), Map.of())
          .ifPresent(agreement -> put(volumes.addObject(), agreement));
    }
    ArrayNode rankings = root.putArray("qualityRanking");
    for (CohortModel model : cohort.models()) {
      QualityRanking.of(cohort, model.name())
          .ifPresent(ranking -> put(rankings.addObject(), ranking));
    }
  }

  private static void put(ObjectNode node, QualityRanking ranking) {
    node.put("model", ranking.model());
    node.put("cases", ranking.cases());
    if (ranking.spearman().isPresent()) {
      node.put("spearmanWithDice", ranking.spearman().getAsDouble());
    } else {
      node.putNull("spearmanWithDice");
    }
    node.put("lowestScores", ranking.looked());
    node.put("worstDiceAmongThem", ranking.worstFound());
  }

  private static void put(ObjectNode node, Summary summary, Map<String, String> groups) {
    node.put("measure", summary.measure().key());
    node.put("model", summary.model());
    ObjectNode where = node.putObject("where");
    groups.forEach(where::put);
    node.put("cases", summary.cases());
    node.put("patients", summary.patients());
    node.put("failures", summary.failures());
    put(node, "mean", summary.mean());
    put(node, "meanInterval", summary.meanInterval());
    put(node, "median", summary.median());
    put(node, "medianInterval", summary.medianInterval());
    put(node, "tail5Percent", summary.tail());
    put(node, "worst", summary.worst());
    node.put("worstCase", summary.worstCase());
  }

  private static void put(
      ObjectNode node, PairedDifference difference, Map<String, String> groups) {
    node.put("measure", difference.measure().key());
    node.put("model", difference.model());
    node.put("other", difference.other());
    ObjectNode where = node.putObject("where");
    groups.forEach(where::put);
    node.put("cases", difference.cases());
    node.put("patients", difference.patients());
    put(node, "mean", difference.mean());
    put(node, "meanInterval", difference.interval());
    node.put("better", difference.better());
    node.put("worse", difference.worse());
  }

  private static void put(ObjectNode node, VolumeAgreement agreement) {
    node.put("model", agreement.model());
    node.put("cases", agreement.points().size());
    node.put("patients", agreement.patients());
    node.put("casesWithoutMillilitres", agreement.leftOut());
    put(node, "biasMl", agreement.biasMl());
    put(node, "biasIntervalMl", agreement.biasInterval());
    put(node, "limitsOfAgreementMl", agreement.limits());
  }

  private static void put(ObjectNode node, String key, Optional<Interval> interval) {
    if (interval.isEmpty()) {
      node.putNull(key);
      return;
    }
    ObjectNode ends = node.putObject(key);
    put(ends, "low", interval.get().low());
    put(ends, "high", interval.get().high());
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isInfinite(value)) {
      node.put(key, value > 0 ? INFINITE : "-" + INFINITE);
    } else {
      node.put(key, value);
    }
  }

  /**
   * Reads a JSON document.
   *
   * @throws VolumeIoException if the file cannot be read
   * @throws UnreadableFormatException if it is no JSON object
   */
  static JsonNode parse(Path file) {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new UnreadableFormatException(
          file
              + " line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": not JSON: "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new VolumeIoException("cannot read " + file + ": " + e, e);
    }
    if (!root.isObject()) {
      throw new UnreadableFormatException(file + ": expected a JSON object");
    }
    return root;
  }

  /** Whether a document is the report of a cohort. */
  static boolean isReport(JsonNode root) {
    return root.path("format").asText().equals(FORMAT);
  }

  /**
   * Reads a report back.
   *
   * @throws UnreadableFormatException if something is missing or does not fit together
   */
  static Cohort cohort(JsonNode root, Path file) {
    if (root.path("formatVersion").asInt() != FORMAT_VERSION) {
      throw new UnreadableFormatException(
          file
              + ": format version "
              + root.path("formatVersion").asText()
              + ", expected "
              + FORMAT_VERSION
              + "; make the report again");
    }
    try {
      List<CohortModel> models = new ArrayList<>();
      for (JsonNode model : root.path("models")) {
        models.add(new CohortModel(text(model, "name", file), text(model, "description", file)));
      }
      List<CohortCase> cases = new ArrayList<>();
      for (JsonNode one : root.path("cases")) {
        Map<String, String> groups = new LinkedHashMap<>();
        one.path("groups")
            .properties()
            .forEach(group -> groups.put(group.getKey(), group.getValue().asText()));
        cases.add(new CohortCase(text(one, "case", file), text(one, "patient", file), groups));
      }
      List<CaseResult> results = new ArrayList<>();
      for (JsonNode node : root.path("results")) {
        results.add(result(node, text(node, "case", file), text(node, "model", file), file));
      }
      return Cohort.of(cases, models, results);
    } catch (IllegalArgumentException e) {
      throw new UnreadableFormatException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #putResult} has written.
   *
   * @throws UnreadableFormatException if it is not that
   */
  static CaseResult result(JsonNode node, String caseId, String model, Path file) {
    JsonNode measures = node.path("measures");
    if (!measures.isObject() || !node.has("failure")) {
      throw new UnreadableFormatException(
          file + ": the result of " + model + " on " + caseId + " lacks 'measures' or 'failure'");
    }
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    measures
        .properties()
        .forEach(
            entry ->
                values.put(
                    Measure.ofKey(entry.getKey())
                        .orElseThrow(
                            () ->
                                new UnreadableFormatException(
                                    file + ": unknown measure '" + entry.getKey() + "'")),
                    number(entry.getValue(), entry.getKey(), file)));
    JsonNode failure = node.path("failure");
    return new CaseResult(
        caseId, model, values, failure.isNull() ? Optional.empty() : Optional.of(failure.asText()));
  }

  /**
   * The single numbers that a document gives under {@code figures}.
   *
   * @throws UnreadableFormatException if one is no number
   */
  static Map<String, Double> figures(JsonNode root, Path file) {
    Map<String, Double> figures = new LinkedHashMap<>();
    root.path("figures")
        .properties()
        .forEach(
            entry -> figures.put(entry.getKey(), number(entry.getValue(), entry.getKey(), file)));
    return figures;
  }

  private static double number(JsonNode node, String key, Path file) {
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    if (node.isTextual() && node.asText().equals(INFINITE)) {
      return Double.POSITIVE_INFINITY;
    }
    throw new UnreadableFormatException(file + ": '" + key + "' is no number: " + node);
  }

  private static String text(JsonNode node, String key, Path file) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new UnreadableFormatException(file + ": '" + key + "' is missing in " + node);
    }
    return value.asText();
  }
}
