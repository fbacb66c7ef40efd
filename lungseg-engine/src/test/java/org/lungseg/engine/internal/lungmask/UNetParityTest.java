package org.lungseg.engine.internal.lungmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.Device;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.statedict.StateDict;
import org.lungseg.engine.lungmask.LungmaskImport;
import org.lungseg.engine.spi.NetworkRunner;
import org.lungseg.testkit.LungmaskWeights;
import org.lungseg.testkit.StateDictFile;
import org.lungseg.testkit.TestData;

/** The network built as ONNX computes what PyTorch computes with the same state dict. */
class UNetParityTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "r231_small, state_dict_zip.pth, 3",
    "r231_small, state_dict_legacy.pth, 3",
    "lobes_small, state_dict_zip.pth, 6",
    "lobes_small, state_dict_legacy.pth, 6"
  })
  void network_ofAReferenceFile_givesItsLogProbabilities(String net, String file, int classes)
      throws IOException {
    Path parity = TestData.reference("lungmask_parity/" + net);
    NpyArray input = NpyArray.read(parity.resolve("input.npy"));
    float[] expected = NpyArray.read(parity.resolve("log_probabilities.npy")).floats();
    ModelPackage model = LungmaskImport.read(parity.resolve(file)).write(folder, false);

    float[] found;
    try (NetworkRunner runner = DjlOnnxRunner.load(model, Device.cpu(), 1)) {
      found = runner.run(input.floats(), input.shape(0), input.shape(2), input.shape(3));
    }

    assertThat(model.description().output().classes()).hasSize(classes);
    assertThat(found).hasSameSizeAs(expected);
    double greatest = 0;
    double spread = 0;
    for (int at = 0; at < found.length; at++) {
      greatest = Math.max(greatest, Math.abs(found[at] - expected[at]));
      spread = Math.max(spread, Math.abs(expected[at]));
    }
    assertThat(spread).isGreaterThan(1);
    assertThat(greatest).isCloseTo(0, within(1e-4));
  }

  @Test
  void classes_ofAnotherNetwork_areRefused() throws IOException {
    Path file = folder.resolve("other.pth");
    new StateDictFile().tensor("fc.weight", new float[6], 2, 3).writeZip(file);
    StateDict other = StateDict.read(file);

    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> UNetOnnx.classes(other))
        .withMessageContaining("other.pth")
        .withMessageContaining("fc.weight")
        .withMessageContaining("[2, 3]");
    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> UNetOnnx.sizeMultiple(other))
        .withMessageContaining("down_path.0.block.0.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "down_path.3.block.5.running_var",
    "up_path.2.up.1.weight",
    "up_path.0.conv_block.block.0.bias",
    "last.weight"
  })
  void write_withoutATensor_namesIt(String name) throws IOException {
    Path file = folder.resolve("w.pth");
    LungmaskWeights.random(2, 3, 1).without(name).writeLegacy(file);
    StateDict weights = StateDict.read(file);

    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> UNetOnnx.write(weights, "u"))
        .withMessageContaining("w.pth")
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void write_tensorOfAnotherShapeOrValue_namesIt() throws IOException {
    Path file = folder.resolve("w.pth");
    String name = "up_path.1.conv_block.block.3.weight";
    LungmaskWeights.random(2, 3, 1).tensor(name, new float[9], 1, 1, 3, 3).writeLegacy(file);
    StateDict weights = StateDict.read(file);

    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> UNetOnnx.write(weights, "u"))
        .withMessageContaining(name)
        .withMessageContaining("[1, 1, 3, 3]")
        .withMessageContaining("[8, 8, 3, 3]");

    Path variance = folder.resolve("v.pth");
    LungmaskWeights.random(2, 3, 1)
        .tensor("down_path.0.block.2.running_var", new float[] {1, -1}, 2)
        .writeZip(variance);
    StateDict negative = StateDict.read(variance);
    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> UNetOnnx.write(negative, "u"))
        .withMessageContaining("running_var")
        .withMessageContaining("-1.0");
  }
}
