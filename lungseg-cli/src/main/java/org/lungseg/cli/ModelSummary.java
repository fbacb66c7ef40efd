package org.lungseg.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lungseg.api.LabelSet;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;

/** What a model package is, for people. */
final class ModelSummary {

  private static final double MB = 1e6;

  private ModelSummary() {}

  static void print(ModelPackage model, PrintWriter out) {
    ModelDescription description = model.description();
    line(out, "model", description.name() + " " + description.version());
    line(out, "", description.description());
    line(out, "network", network(model));
    line(out, "labels", labels(description.labels()));
    model.fill().ifPresent(fill -> line(out, "fill", network(fill)));
    model.chest().ifPresent(chest -> line(out, "chest", network(chest)));
    line(out, "pipeline", pipeline(description));
    line(out, "licence", description.licence());
    line(out, "use", description.intendedUse());
    String heading = "trained on";
    for (ModelDescription.TrainingData data : description.trainingData()) {
      line(
          out,
          heading,
          data.name() + ", " + data.patients() + " patients (" + data.licence() + ")");
      heading = "";
    }
    String validation = "validation";
    for (var figure : description.validation().entrySet()) {
      line(out, validation, figure.getKey() + " " + figure.getValue());
      validation = "";
    }
  }

  private static String network(ModelPackage model) {
    return String.format(
        Locale.ROOT,
        "%s, %.1f MB, sha256 %s",
        model.description().network().file(),
        model.networkBytes() / MB,
        model.description().network().sha256());
  }

  private static String labels(LabelSet labels) {
    return labels.labels().stream()
        .map(label -> label.value() + " " + label.name())
        .collect(Collectors.joining(", "));
  }

  private static String pipeline(ModelDescription description) {
    if (description.pipeline() instanceof ModelDescription.Lungmask lungmask) {
      return "lungmask: the body of each slice at 256 x 256 pixels"
          + (lungmask.fill().isPresent() ? ", two networks fused" : "");
    }
    ModelDescription.Input input = description.input();
    List<Double> channels = input.channelOffsetsMm();
    return String.format(
            Locale.ROOT,
            "grid of %s mm in plane, slices of %s mm or more, %d %s",
            input.inPlaneSpacingMm(),
            input.minimumSliceSpacingMm(),
            channels.size(),
            channels.size() == 1 ? "channel" : "channels")
        + chest(description.pipeline());
  }

  private static String chest(ModelDescription.Pipeline pipeline) {
    return pipeline instanceof ModelDescription.MillimetreGrid grid
        ? grid.chest()
            .map(
                chest ->
                    String.format(
                        Locale.ROOT,
                        "; the whole chest at %s mm with a weight of %s",
                        chest.spacingMm(),
                        chest.weight()))
            .orElse("")
        : "";
  }

  private static void line(PrintWriter out, String heading, String text) {
    out.println(String.format(Locale.ROOT, "%-12s%s", heading, text));
  }
}
