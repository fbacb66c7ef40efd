package org.lungseg.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.VolumeIO;

/** Small synthetic chests with their masks and a manifest, and a recipe to train on them. */
public final class SyntheticDataset {

  private static final int SIZE = 96;
  private static final int SLICES = 6;

  private SyntheticDataset() {}

  /** Writes {@code dataset.yaml} and the files it names; patients differ in the size of lungs. */
  public static void write(Path folder, List<String> train, List<String> validation) {
    StringBuilder manifest =
        new StringBuilder(
            """
            sources:
              - {name: synthetic chests, licence: Apache-2.0, patients: 1}
            cases:
            """);
    try {
      int grow = 0;
      for (String patient : train) {
        writeCase(folder, patient, grow++ % 4);
        manifest.append(line(patient, "train"));
      }
      for (String patient : validation) {
        writeCase(folder, patient, 3 - grow++ % 4);
        manifest.append(line(patient, "validation"));
      }
      Files.writeString(folder.resolve("dataset.yaml"), manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recipe that learns these chests in some hundred steps. */
  public static String recipe(int steps) {
    return """
        modelName: test
        modelVersion: 0.0.1
        manifest: dataset.yaml
        seed: 5
        steps: %d
        batchSize: 2
        learningRate: 0.01
        weightDecay: 0.01
        averageDecay: 0.9
        baseWidth: 4
        levels: 3
        canvasSize: 64
        inPlaneSpacingMm: 6.0
        windowLow: -1024
        windowHigh: 600
        channelOffsetsMm: [-10, 0, 10]
        fatProbability: 0.3
        evenTissueProbability: 0.2
        diseaseProbability: 0.1
        pictureProbability: 0.2
        greyShare: 0.0
        lungShare: 1.0
        checkpointEvery: 50
        validateEvery: 1000
        """
        .formatted(steps);
  }

  /** A recipe that completes another by a network for whole chests. */
  public static String chestRecipe(int steps, String slices) {
    return recipe(steps)
        .replace("canvasSize: 64", "canvasSize: 24")
        .replace("inPlaneSpacingMm: 6.0", "inPlaneSpacingMm: 10.0")
        .replace("[-10, 0, 10]", "[0]")
        .replace("levels: 3", "levels: 2\ndimensions: 3")
        .replace("weightDecay", "slices: " + slices + "\nchestWeight: 0.5\nweightDecay");
  }

  private static String line(String patient, String split) {
    return "  - {patient: %1$s, ct: %1$s_ct.nii, mask: %1$s_mask.nii, split: %2$s}%n"
        .formatted(patient, split);
  }

  private static void writeCase(Path folder, String patient, int grow) {
    VolumeGeometry geometry =
        VolumeGeometry.axial(SIZE, SIZE, SLICES, 4, 4, 10, SpacingOrigin.CALIBRATED);
    short[] ct = new short[SIZE * SIZE * SLICES];
    byte[] mask = new byte[ct.length];
    int density = -850 - patient.hashCode() % 20; // no two patients are the same image
    for (int at = 0; at < ct.length; at++) {
      int x = at % SIZE;
      int y = at / SIZE % SIZE;
      boolean right = inside(x, y, 28, 14 + grow);
      boolean left = inside(x, y, 68, 14 + grow);
      ct[at] = (short) (right || left ? density : inside(x, y, 48, 44) ? 40 : -1000);
      mask[at] = (byte) (right ? 1 : left ? 2 : 0);
    }
    VolumeIO.writeCt(
        CtVolume.ofShorts(ct, geometry, IntensityDomain.HOUNSFIELD),
        folder.resolve(patient + "_ct.nii"));
    VolumeIO.writeMask(LungMask.of(mask, geometry), folder.resolve(patient + "_mask.nii"));
  }

  private static boolean inside(int x, int y, int centreX, int radiusX) {
    double dx = (x - centreX) / (double) radiusX;
    double dy = (y - 48) / (radiusX > 20 ? 34.0 : 24.0);
    return dx * dx + dy * dy < 1;
  }
}
