package org.lungseg.engine;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.UnusableModelException;

/**
 * The text form of a {@link ModelDescription}. Reading is strict: a field that is missing, unknown,
 * given twice or of another type is an error, so that a description never means less than it says.
 */
final class ModelJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final int RGB_RADIX = 16;

  private static final String PIPELINE = "pipeline";
  private static final String KIND = "kind";
  private static final String FILL = "fill";
  private static final String CHEST = "chest";
  private static final String GRID = "grid";
  private static final String LUNGMASK = "lungmask";

  private ModelJson() {}

  /**
   * Reads a description.
   *
   * @param where what the text was read from, for messages
   * @throws UnusableModelException if it is not a description of this format version
   */
  static ModelDescription parse(byte[] text, String where) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      JsonNode version = tree == null ? null : tree.get("formatVersion");
      if (version == null
          || !version.isInt()
          || version.intValue() != ModelDescription.FORMAT_VERSION) {
        throw new UnusableModelException(
            where
                + ": formatVersion is "
                + version
                + ", this library reads "
                + ModelDescription.FORMAT_VERSION
                + "; use the library version that the model was made for");
      }
      ModelDescription description = MAPPER.readValue(text, Root.class).toDescription();
      JsonNode pipeline = tree.get(PIPELINE);
      return pipeline == null ? description : description.withPipeline(pipeline(pipeline));
    } catch (JsonProcessingException e) {
      throw new UnusableModelException(where + ": " + oneLine(e), e);
    } catch (NullPointerException e) {
      // A null inside a list reaches the records' List.copyOf, which rejects it.
      throw new UnusableModelException(where + ": a list holds null", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableModelException(where + ": " + e.getMessage(), e);
    }
  }

  /** Writes a description as UTF-8 text that {@link #parse} reads back to an equal one. */
  static byte[] format(ModelDescription description) {
    try {
      ObjectNode tree = MAPPER.valueToTree(Root.of(description));
      ModelDescription.Pipeline pipeline = description.pipeline();
      if (pipeline instanceof ModelDescription.Lungmask lungmask) {
        ObjectNode fields = tree.putObject(PIPELINE).put(KIND, LUNGMASK);
        lungmask.fill().ifPresent(fill -> fields.set(FILL, MAPPER.valueToTree(JsonFill.of(fill))));
      } else if (pipeline instanceof ModelDescription.MillimetreGrid grid) {
        // Left out for the usual pipeline, so that older versions of the library read it too.
        grid.chest()
            .ifPresent(
                chest ->
                    tree.putObject(PIPELINE)
                        .put(KIND, GRID)
                        .set(CHEST, MAPPER.valueToTree(JsonChest.of(chest))));
      } else {
        throw new IllegalArgumentException(
            "a network that sees the whole chest is written as a part of another one's package");
      }
      String text = MAPPER.writeValueAsString(tree) + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a valid model description cannot be written", e);
    }
  }

  private static String oneLine(JsonProcessingException e) {
    StringBuilder message = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        String field = step.getFieldName();
        message.append(field == null ? Integer.toString(step.getIndex()) : field).append(": ");
      }
    }
    String problem = e.getOriginalMessage();
    if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
      problem = cause.getMessage();
    }
    message.append(problem.lines().findFirst().orElse("not valid JSON"));
    if (e.getLocation() != null) {
      message.append(" (line ").append(e.getLocation().getLineNr()).append(')');
    }
    return message.toString();
  }

  /**
   * The way around the network. Read apart from the rest, whose fields must all be there, because
   * descriptions of the first library versions do not have it.
   */
  private static ModelDescription.Pipeline pipeline(JsonNode node) throws JsonProcessingException {
    if (!(node instanceof ObjectNode object)) {
      throw new IllegalArgumentException("pipeline: an object is expected, got " + node);
    }
    ObjectNode rest = object.deepCopy();
    Optional<JsonNode> fill = Optional.ofNullable(rest.remove(FILL));
    Optional<JsonNode> chest = Optional.ofNullable(rest.remove(CHEST));
    String kind = MAPPER.treeToValue(rest, JsonPipeline.class).kind();
    if (kind.equals(LUNGMASK) && chest.isEmpty()) {
      return new ModelDescription.Lungmask(
          fill.isEmpty()
              ? Optional.empty()
              : Optional.of(part(FILL, fill.get(), JsonFill.class).toFill()));
    }
    if (kind.equals(GRID) && fill.isEmpty()) {
      return new ModelDescription.MillimetreGrid(
          chest.isEmpty()
              ? Optional.empty()
              : Optional.of(part(CHEST, chest.get(), JsonChest.class).toChest()));
    }
    throw new IllegalArgumentException(
        "pipeline: kind is '"
            + GRID
            + "' which may have a '"
            + CHEST
            + "', or '"
            + LUNGMASK
            + "' which may have a '"
            + FILL
            + "'; got "
            + node);
  }

  private static <T> T part(String field, JsonNode node, Class<T> type)
      throws JsonProcessingException {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "pipeline: " + field + ": an object is expected, got " + node);
    }
    return MAPPER.treeToValue(node, type);
  }

  @JsonIgnoreProperties(PIPELINE)
  @JsonPropertyOrder({"formatVersion", "name", "version", "description", "network"})
  private record Root(
      int formatVersion,
      String name,
      String version,
      String description,
      JsonNetwork network,
      ModelDescription.Input input,
      JsonOutput output,
      List<JsonLabel> labels,
      String licence,
      List<ModelDescription.TrainingData> trainingData,
      Map<String, Double> validation,
      String intendedUse) {

    static Root of(ModelDescription d) {
      return new Root(
          ModelDescription.FORMAT_VERSION,
          d.name(),
          d.version(),
          d.description(),
          JsonNetwork.of(d.network()),
          d.input(),
          JsonOutput.of(d.output()),
          JsonLabel.of(d.labels()),
          d.licence(),
          d.trainingData(),
          d.validation(),
          d.intendedUse());
    }

    ModelDescription toDescription() {
      return new ModelDescription(
          name,
          version,
          description,
          network.toNetwork(),
          input,
          output.toOutput(),
          JsonLabel.toLabels(labels),
          licence,
          trainingData,
          validation,
          intendedUse);
    }
  }

  private record JsonNetwork(String file, String format, String sha256) {

    static JsonNetwork of(ModelDescription.NetworkFile network) {
      return new JsonNetwork(network.file(), lower(network.format()), network.sha256());
    }

    ModelDescription.NetworkFile toNetwork() {
      return new ModelDescription.NetworkFile(
          file, constant(ModelDescription.NetworkFormat.class, format), sha256);
    }
  }

  private record JsonOutput(String kind, List<Integer> classes) {

    static JsonOutput of(ModelDescription.Output output) {
      return new JsonOutput(lower(output.kind()), output.classes());
    }

    ModelDescription.Output toOutput() {
      return new ModelDescription.Output(
          constant(ModelDescription.OutputKind.class, kind), classes);
    }
  }

  private record JsonPipeline(String kind) {}

  private record JsonFill(JsonNetwork network, JsonOutput output, List<JsonLabel> labels) {

    static JsonFill of(ModelDescription.Fill fill) {
      return new JsonFill(
          JsonNetwork.of(fill.network()),
          JsonOutput.of(fill.output()),
          JsonLabel.of(fill.labels()));
    }

    ModelDescription.Fill toFill() {
      return new ModelDescription.Fill(
          network.toNetwork(), output.toOutput(), JsonLabel.toLabels(labels));
    }
  }

  private record JsonChest(JsonNetwork network, double spacingMm, int sizeMultiple, double weight) {

    static JsonChest of(ModelDescription.Chest chest) {
      return new JsonChest(
          JsonNetwork.of(chest.network()), chest.spacingMm(), chest.sizeMultiple(), chest.weight());
    }

    ModelDescription.Chest toChest() {
      return new ModelDescription.Chest(network.toNetwork(), spacingMm, sizeMultiple, weight);
    }
  }

  private record JsonLabel(int value, String name, String snomedCode, String rgb) {

    static List<JsonLabel> of(LabelSet labels) {
      return labels.labels().stream().map(JsonLabel::of).toList();
    }

    static LabelSet toLabels(List<JsonLabel> labels) {
      return new LabelSet(labels.stream().map(JsonLabel::toLabel).toList());
    }

    private static JsonLabel of(Label label) {
      return new JsonLabel(
          label.value(),
          label.name(),
          label.snomedCode(),
          String.format(Locale.ROOT, "%06X", label.rgb()));
    }

    private Label toLabel() {
      if (!rgb.matches("[0-9A-Fa-f]{6}")) {
        throw new IllegalArgumentException("a colour is six hexadecimal digits, got '" + rgb + "'");
      }
      return new Label(value, name, snomedCode, Integer.parseInt(rgb, RGB_RADIX));
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    for (E candidate : type.getEnumConstants()) {
      if (lower(candidate).equals(word)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is none of the known words for " + type.getSimpleName());
  }
}
