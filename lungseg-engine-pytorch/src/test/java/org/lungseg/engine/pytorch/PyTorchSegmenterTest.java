package org.lungseg.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SegmenterOptions.DeviceFallback;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;
import org.lungseg.engine.lungmask.LungmaskImport;
import org.lungseg.engine.pytorch.internal.DjlPyTorchRunner;
import org.lungseg.engine.pytorch.internal.TorchScriptOfOnnx;
import org.lungseg.engine.spi.NetworkRunner;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;
import org.lungseg.testkit.LungmaskWeights;
import org.lungseg.testkit.TestData;

/** The same model packages on PyTorch and on ONNX Runtime, both on the class path here. */
class PyTorchSegmenterTest {

  private static final double LEAST_DICE = 0.9995;
  private static final String PYTORCH = "pytorch";

  private static Phantom phantom;

  @TempDir Path folder;

  @BeforeAll
  static void makePhantom() {
    phantom =
        ChestPhantom.builder().size(128, 128, 48).spacingMm(3.2, 3.2, 6.25).build().generate();
  }

  @Test
  void segment_phantomByTheBundledModel_agreesWithOnnxRuntime() {
    SegmentationResult pyTorch = segment(options(2).engine(PYTORCH), phantom.ct());
    SegmentationResult onnxRuntime = segment(options(2), phantom.ct());

    assertThat(pyTorch.engine()).matches("PyTorch 2\\.\\d+\\.\\d+");
    assertThat(pyTorch.device()).isEqualTo(Device.cpu());
    assertThat(pyTorch.model()).isEqualTo(onnxRuntime.model());
    assertThat(dice(onnxRuntime.labelMask(), pyTorch.labelMask()))
        .isGreaterThanOrEqualTo(LEAST_DICE);
    assertThat(dice(phantom.lungs(), pyTorch.labelMask())).isGreaterThan(0.9);
  }

  @Test
  void segment_realCtByTheBundledModel_agreesWithOnnxRuntime() {
    CtVolume ct = VolumeIO.readCt(TestData.data("lctsc/case_005_ct.nii.gz"));

    SegmentationResult pyTorch = segment(options(2).engine(PYTORCH), ct);
    SegmentationResult onnxRuntime = segment(options(2), ct);

    assertThat(dice(onnxRuntime.labelMask(), pyTorch.labelMask()))
        .isGreaterThanOrEqualTo(LEAST_DICE);
  }

  @Test
  void segment_byAnImportedLungmaskNetwork_agreesWithOnnxRuntime() throws IOException {
    Path weights = LungmaskWeights.random(4, 3, 5).writeZip(folder.resolve("r231.pth"));
    Path model = folder.resolve("r231");
    LungmaskImport.read(weights).write(model, false);

    SegmentationResult pyTorch = segment(options(2, model).engine(PYTORCH), phantom.ct());
    SegmentationResult onnxRuntime = segment(options(2, model), phantom.ct());

    assertThat(pyTorch.threads()).isEqualTo(2);
    assertThat(onnxRuntime.labelMask().voxelCount()).isPositive();
    assertThat(dice(onnxRuntime.labelMask(), pyTorch.labelMask()))
        .isGreaterThanOrEqualTo(LEAST_DICE);
  }

  /** Both networks compute in floats: one of 8 bits may differ by a step where it is undecided. */
  @Test
  void segment_withASecondNetworkForTheWholeChest_agreesWithOnnxRuntime() {
    ModelDescription description =
        ModelPackage.readBundled(getClass().getClassLoader())
            .description()
            .withNetwork(networkFile("network.onnx"))
            .withPipeline(new ModelDescription.MillimetreGrid());
    byte[] first = firstNetwork(description.input());
    Path plain = folder.resolve("plain");
    ModelPackage.write(plain, description, first, false);
    ModelDescription.Chest chest = new ModelDescription.Chest(networkFile("chest.onnx"), 7, 4, 0.5);
    Path both = folder.resolve("both");
    ModelPackage model =
        ModelPackage.write(
            both,
            description.withPipeline(new ModelDescription.MillimetreGrid(Optional.of(chest))),
            first,
            chestNetwork(),
            false);

    assertGivesTheSameOnBothEngines(model.chest().orElseThrow(), 12, 20, 16);
    LabelMask pyTorch = segment(options(2, both).engine(PYTORCH), phantom.ct()).labelMask();
    LabelMask onnxRuntime = segment(options(2, both), phantom.ct()).labelMask();
    assertThat(dice(onnxRuntime, pyTorch)).isGreaterThanOrEqualTo(LEAST_DICE);
    LabelMask without = segment(options(2, plain), phantom.ct()).labelMask();
    assertThat(without.voxelCount()).isPositive();
    assertThat(dice(without, pyTorch)).as("what the second network brings").isLessThan(0.999);
  }

  private static ModelDescription.NetworkFile networkFile(String name) {
    return new ModelDescription.NetworkFile(
        name, ModelDescription.NetworkFormat.ONNX, "0".repeat(64));
  }

  /** Lung by density alone, from its first channel; which lung, post-processing must tell. */
  private static byte[] firstNetwork(ModelDescription.Input input) {
    OnnxGraph g = new OnnxGraph("density");
    OnnxDim n = OnnxDim.dynamic("n");
    OnnxDim h = OnnxDim.dynamic("h");
    OnnxDim w = OnnxDim.dynamic("w");
    int channels = input.channelOffsetsMm().size();
    String image = g.input("image", n, OnnxDim.of(channels), h, w);
    float[] rising = new float[3 * channels];
    float[] falling = new float[3 * channels];
    for (int lung = 1; lung < 3; lung++) {
      rising[lung * channels] = 40;
      falling[lung * channels] = -40;
    }
    long[] shape = {3, channels, 1, 1};
    String least = g.floats("least", new long[] {3}, 0, -1.6f, -1.7f);
    String most = g.floats("most", new long[] {3}, 0, 10.4f, 10.3f);
    String from = g.conv(image, g.floats("rising", shape, rising), least, OnnxWindow.same(1));
    String to = g.conv(image, g.floats("falling", shape, falling), most, OnnxWindow.same(1));
    String probabilities = g.softmax(g.node("Min", List.of(from, to)), 1);
    return g.output(g.identity(probabilities, "p"), n, OnnxDim.of(3), h, w).toBytes();
  }

  private static void assertGivesTheSameOnBothEngines(
      ModelPackage chest, int slices, int height, int width) {
    SplittableRandom random = new SplittableRandom(9);
    float[] input = new float[slices * height * width];
    for (int at = 0; at < input.length; at++) {
      input[at] = (float) random.nextDouble();
    }
    try (NetworkRunner pyTorch = DjlPyTorchRunner.load(chest, Device.cpu(), 2);
        NetworkRunner onnxRuntime = DjlOnnxRunner.load(chest, Device.cpu(), 2)) {
      float[] expected = onnxRuntime.run(input, slices, height, width);
      assertThat(pyTorch.run(input, slices, height, width))
          .hasSize(3 * input.length)
          .containsExactly(expected, within(1e-4f));
    }
  }

  /** A U-Net of two levels over volumes, with weights by chance that come to moderate scores. */
  private static byte[] chestNetwork() {
    OnnxGraph g = new OnnxGraph("chest");
    OnnxDim d = OnnxDim.dynamic("slices");
    OnnxDim h = OnnxDim.dynamic("height");
    OnnxDim w = OnnxDim.dynamic("width");
    String image = g.input("image", d, OnnxDim.of(1), h, w);
    String volume = g.unsqueeze(g.transpose(image, 1, 0, 2, 3), 0);
    String upper = g.relu(convolution(g, volume, 1, 4, 3));
    String half = g.maxPool(upper, OnnxWindow.pooling(2).ofVolume());
    String lower = g.relu(convolution(g, half, 4, 8, 3));
    String doubled =
        g.resizeVolume(lower, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
    String scores = convolution(g, g.concat(1, upper, doubled), 12, 3, 1);
    String slices = g.transpose(g.squeeze(scores, 0), 1, 0, 2, 3);
    return g.output(g.identity(slices, "scores"), d, OnnxDim.of(3), h, w).toBytes();
  }

  private static String convolution(OnnxGraph g, String input, int from, int to, int side) {
    SplittableRandom random = new SplittableRandom(from);
    float[] weights = new float[to * from * side * side * side];
    for (int at = 0; at < weights.length; at++) {
      weights[at] = (float) (random.nextDouble() * 2 - 0.9) / side;
    }
    String weight = g.floats("weight" + from, new long[] {to, from, side, side, side}, weights);
    return g.conv(input, weight, null, OnnxWindow.same(side).ofVolume());
  }

  @Test
  void segment_byTorchScript_runsOnPyTorchAndIsRefusedByOnnxRuntime() throws IOException {
    ModelPackage bundled = ModelPackage.readBundled(getClass().getClassLoader());
    byte[] torchScript = TorchScriptOfOnnx.translate(bundled.openNetwork().readAllBytes());
    ModelDescription description =
        bundled
            .description()
            .withNetwork(
                new ModelDescription.NetworkFile(
                    "network.pt", ModelDescription.NetworkFormat.TORCHSCRIPT, "0".repeat(64)));
    Path model = folder.resolve("torchscript");
    byte[] chest = bundled.chest().orElseThrow().openNetwork().readAllBytes();
    ModelPackage.write(model, description, torchScript, chest, false);
    assertThat(Files.readString(model.resolve("model.json"))).contains("\"torchscript\"");

    SegmentationResult found = segment(options(1, model).engine(PYTORCH), phantom.ct());

    SegmentationResult expected = segment(options(1).engine(PYTORCH), phantom.ct());
    assertThat(found.labelMask().array()).isEqualTo(expected.labelMask().array());
    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> Segmenter.load(options(1, model).build()))
        .withMessageContaining("torchscript")
        .withMessageContaining("--engine pytorch");
  }

  @Test
  void load_damagedTorchScript_isUnusable() {
    ModelPackage bundled = ModelPackage.readBundled(getClass().getClassLoader());
    ModelDescription description =
        bundled
            .description()
            .withNetwork(
                new ModelDescription.NetworkFile(
                    "network.pt", ModelDescription.NetworkFormat.TORCHSCRIPT, "0".repeat(64)))
            .withPipeline(new ModelDescription.MillimetreGrid());
    ModelPackage.write(folder, description, new byte[1000], false);

    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> Segmenter.load(options(1, folder).engine(PYTORCH).build()))
        .withMessageContaining("cannot be loaded");
  }

  @Test
  void load_bothEnginesAndNoneAskedFor_takesOnnxRuntimeAndSaysSo() {
    SegmentationResult result = segment(options(1), phantom.ct());

    assertThat(result.engine()).startsWith("ONNX Runtime");
    assertThat(result.engineChoice())
        .contains(
            new EngineChoice("OnnxRuntime", EngineChoice.Reason.PREFERRED, List.of("PyTorch")));
    assertThat(result.engineChoice().orElseThrow())
        .hasToString("OnnxRuntime (preferred to PyTorch)");
  }

  @Test
  void load_engineAskedForInAnyCase_isTakenAndNamed() {
    for (String name : List.of("PyTorch", "PYTORCH", "OnnxRuntime")) {
      SegmentationResult result = segment(options(1).engine(name), phantom.ct());
      assertThat(result.engineChoice().orElseThrow().name()).isEqualToIgnoringCase(name);
      assertThat(result.engineChoice().orElseThrow().reason())
          .isEqualTo(EngineChoice.Reason.ASKED_FOR);
    }
  }

  @Test
  void load_graphicsCardWithNativesForProcessors_refusesOrFallsBack() {
    SegmenterOptions.Builder card = options(1).engine(PYTORCH).device(Device.gpu(0));
    assertThatExceptionOfType(DeviceUnavailableException.class)
        .isThrownBy(() -> Segmenter.load(card.build()))
        .withMessageContaining("gpu:0")
        .withMessageContaining("made for processors only ('cpu')");

    SegmentationResult result = segment(card.deviceFallback(DeviceFallback.TO_CPU), phantom.ct());

    assertThat(result.device()).isEqualTo(Device.cpu());
    assertThat(result.warnings())
        .extracting(SegmentationWarning::kind)
        .contains(SegmentationWarning.Kind.DEVICE_FALLBACK);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 2"})
  void segment_someThreads_areThoseOfTheNetworkTheNativeOnesAmongThem(int threads, int others)
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "threads are listed on Linux only");
    Path weights = LungmaskWeights.random(4, 3, 5).writeZip(folder.resolve("r231.pth"));
    Path model = folder.resolve("r231");
    LungmaskImport.read(weights).write(model, false);
    String name = "caller-" + threads;
    Set<Path> seen = ConcurrentHashMap.newKeySet();
    FutureTask<SegmentationResult> work =
        new FutureTask<>(
            () -> {
              try (Segmenter segmenter =
                  Segmenter.load(options(threads, model).engine(PYTORCH).build())) {
                SegmentationResult result = segmenter.segment(phantom.ct());
                // OpenMP's threads stay, and have the name of the one that starts them.
                seen.addAll(threadsNamed(name));
                return result;
              }
            });

    new Thread(work, name).start();

    assertThat(work.get().threads()).isEqualTo(threads);
    assertThat(seen).hasSize(1 + others);
  }

  private static Set<Path> threadsNamed(String name) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> nameOf(task).equals(name)).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  private static SegmentationResult segment(SegmenterOptions.Builder options, CtVolume ct) {
    try (Segmenter segmenter = Segmenter.load(options.build())) {
      return segmenter.segment(ct);
    }
  }

  private static SegmenterOptions.Builder options(int threads) {
    return SegmenterOptions.builder().threads(threads);
  }

  private static SegmenterOptions.Builder options(int threads, Path model) {
    return options(threads).model(ModelSource.directory(model));
  }

  private static double dice(LabelMask reference, LabelMask found) {
    return MaskAgreement.compare(reference, found).overall().dice();
  }
}
