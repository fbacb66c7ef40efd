package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;

/** The example of docs/model-packages.md, taken from there and followed to its end. */
class ModelPackagesDocumentTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolve("../docs/model-packages.md")
          .normalize();

  private static final int SIDE = 96;
  private static final int SLICES = 24;
  private static final short SOFT = 40;
  private static final short AIR = -850;
  private static final short BONE = 700;

  @TempDir Path folder;

  @Test
  void example_ofTheDocument_givesAMaskWithItsOwnLabels() throws Exception {
    byte[] network = airAndBone();
    Files.write(folder.resolve("network.onnx"), network);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(network));
    Files.writeString(folder.resolve("model.json"), json(0).replace("0".repeat(64), sha256));

    SegmentationResult result;
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(folder)).threads(2).build();
    try (Segmenter own = Segmenter.load(options)) {
      result = own.segment(chest());
    }

    LabelMask mask = result.labelMask();
    assertThat(mask.labels().labels()).extracting(Label::name).containsExactly("air", "bone");
    assertThat(mask.geometry()).isEqualTo(chest().geometry());
    short[] truth = hounsfield();
    int wrong = 0;
    for (int at = 0; at < truth.length; at++) {
      int expected = truth[at] == AIR ? 10 : truth[at] == BONE ? 20 : 0;
      boolean body = truth[at] != -1000;
      wrong += body && (mask.array()[at] & 0xff) != expected ? 1 : 0;
    }
    assertThat(mask.voxelCount(10)).isPositive();
    assertThat(mask.voxelCount(20)).isPositive();
    // Borders may be off by the half of a pixel of the network.
    assertThat(wrong).isLessThan(truth.length / 50);
    assertThat(result.quality()).as("is for the two lungs").isEmpty();
  }

  @Test
  void exampleOfASecondNetwork_isReadAsItStands() throws Exception {
    Path model = TestNetworks.writeTwoLungs(folder.resolve("two-lungs"));
    byte[] chest = TestNetworks.denseRightLung();
    Files.write(model.resolve("chest.onnx"), chest);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(chest));
    Path description = model.resolve("model.json");
    String field = "\"intendedUse\"";
    Files.writeString(
        description,
        Files.readString(description)
            .replace(field, json(1).strip().replace("…", sha256) + ", " + field));

    ModelDescription read = ModelPackage.read(model).description();

    assertThat(((ModelDescription.MillimetreGrid) read.pipeline()).chest().orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("network.sha256")
        .isEqualTo(TestNetworks.describeChest(0.5));
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(model)).threads(2).build();
    try (Segmenter both = Segmenter.load(options)) {
      assertThat(both.segment(chest()).labelMask().geometry()).isEqualTo(chest().geometry());
    }
  }

  @Test
  void document_tellsOfEveryField() throws IOException {
    ModelPackage bundledForm =
        ModelPackage.inMemory(
            TestNetworks.describeTwoLungs(TestNetworks.input(2.0, 0.0)), new byte[1]);
    String text = Files.readString(DOCUMENT);
    String written =
        new String(ModelJson.format(bundledForm.description()), StandardCharsets.UTF_8);

    List<String> fields =
        written
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("\"[a-zA-Z0-9]+\" : .*"))
            .map(line -> line.substring(1, line.indexOf('"', 1)))
            .distinct()
            .filter(field -> !List.of("low", "high", "dice").contains(field))
            .toList();

    assertThat(fields).contains("sizeMultiple", "snomedCode", "intendedUse");
    assertThat(fields).allSatisfy(field -> assertThat(text).contains(field));
    for (ModelDescription.NetworkFormat format : ModelDescription.NetworkFormat.values()) {
      assertThat(text).contains("`" + format.word() + "`");
    }
  }

  /** One of the two blocks of JSON in the document. */
  private static String json(int block) throws IOException {
    String[] parts = Files.readString(DOCUMENT).split("```json\n", -1);
    assertThat(parts).hasSize(3);
    return parts[1 + block].substring(0, parts[1 + block].indexOf("```"));
  }

  /** Scores by density alone: background, air, bone, in the window of −1000 to 1000 HU. */
  private static byte[] airAndBone() {
    OnnxGraph graph = new OnnxGraph("air-and-bone");
    OnnxDim n = OnnxDim.dynamic("n");
    OnnxDim h = OnnxDim.dynamic("h");
    OnnxDim w = OnnxDim.dynamic("w");
    String image = graph.input("image", n, OnnxDim.of(1), h, w);
    // Air wins below 0.25, which is −500 HU, bone above 0.65, which is 300 HU.
    String slopes = graph.floats("slopes", new long[] {3, 1, 1, 1}, 0, -40, 40);
    String offsets = graph.floats("offsets", new long[] {3}, 0, 10, -26);
    String scores = graph.conv(image, slopes, offsets, OnnxWindow.same(1));
    return graph.output(graph.identity(scores, "scores"), n, OnnxDim.of(3), h, w).toBytes();
  }

  private static CtVolume chest() {
    return CtVolume.ofShorts(
        hounsfield(),
        VolumeGeometry.axial(SIDE, SIDE, SLICES, 4, 4, 8, SpacingOrigin.CALIBRATED),
        IntensityDomain.HOUNSFIELD);
  }

  /** A block of soft tissue with two blocks of air and one of bone, in air. */
  private static short[] hounsfield() {
    short[] values = new short[SIDE * SIDE * SLICES];
    for (int at = 0; at < values.length; at++) {
      int x = at % SIDE;
      int y = at / SIDE % SIDE;
      boolean body = x >= 12 && x < 84 && y >= 20 && y < 76;
      boolean air = y >= 30 && y < 60 && ((x >= 20 && x < 42) || (x >= 54 && x < 76));
      boolean bone = x >= 44 && x < 52 && y >= 62 && y < 72;
      values[at] = !body ? (short) -1000 : air ? AIR : bone ? BONE : SOFT;
    }
    return values;
  }
}
