package org.lungseg.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/** JSON as the commands write it: indented, keys in a fixed order, the unit in the key. */
final class Json {

  private static final int AXES = 3;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  /** Adds a grid: sizes, spacings, orientation and the map from voxels to RAS millimetres. */
  static void putGeometry(ObjectNode node, VolumeGeometry geometry) {
    ArrayNode size = node.putArray("size");
    ArrayNode spacing = node.putArray("spacingMm");
    for (int axis = 0; axis < AXES; axis++) {
      size.add(geometry.size(axis));
      spacing.add(geometry.spacingMm(axis));
    }
    node.put(
        "spacingOrigin",
        geometry.spacingOrigin() == SpacingOrigin.ASSUMED ? "assumed" : "calibrated");
    node.put("axisCodes", geometry.axisCodes());
    ArrayNode affine = node.putArray("voxelToRasMm");
    for (int row = 0; row < AXES; row++) {
      ArrayNode numbers = affine.addArray();
      for (int column = 0; column <= AXES; column++) {
        numbers.add(geometry.voxelToRasMm().get(row, column));
      }
    }
  }

  /** The volumes of a mask; millilitres only where the spacing is known. */
  static ObjectNode volumes(LabelMask mask) {
    ObjectNode node = object();
    boolean calibrated = mask.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED;
    node.put("voxels", mask.voxelCount());
    if (calibrated) {
      node.put("volumeMl", mask.volumeMl());
    }
    ArrayNode labels = node.putArray("labels");
    mask.labels()
        .labels()
        .forEach(
            label -> {
              ObjectNode one = labels.addObject();
              one.put("value", label.value());
              one.put("name", label.name());
              one.put("snomedCode", label.snomedCode());
              one.put("voxels", mask.voxelCount(label.value()));
              if (calibrated) {
                one.put("volumeMl", mask.volumeMl(label.value()));
              }
            });
    return node;
  }
}
