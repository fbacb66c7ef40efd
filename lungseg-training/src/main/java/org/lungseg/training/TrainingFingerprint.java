package org.lungseg.training;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.training.augment.SliceSource;
import org.lungseg.training.data.LabelledSlices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checksum of what decides a network's weights: the configuration with its seed, the content of
 * the files it starts from, and the images and masks that it learns from, in their order. Names and
 * places of files do not count, nor does what a run is watched on. Trainings of the same
 * fingerprint, by the same version of this module on the same kind of machine, make the same
 * network.
 */
public final class TrainingFingerprint {

  /** The file of a run folder that states what is trained there. */
  public static final String FILE = "fingerprint.txt";

  private static final Logger LOG = LoggerFactory.getLogger(TrainingFingerprint.class);

  /** Parts of a configuration that do not touch the weights, or are read as content. */
  private static final Set<String> NOT_BY_VALUE =
      Set.of(
          "modelName",
          "modelVersion",
          "manifest",
          "startWeights",
          "averagedWith",
          "slices",
          "chestWeight",
          "pool",
          "checkpointEvery",
          "validateEvery");

  /** Left out, so that trainings from before there was another value keep their fingerprints. */
  private static final String USUAL_DIMENSIONS = "dimensions=2";

  private TrainingFingerprint() {}

  /**
   * The fingerprint, as 64 hexadecimal digits.
   *
   * @param trainCases what is learnt from
   * @throws VolumeIoException if weights that the configuration names cannot be read
   */
  public static String of(TrainingConfig config, List<LabelledSlices> trainCases) {
    MessageDigest sum = sha256();
    addSettings(sum, config);
    config.startWeights().ifPresent(file -> addFile(sum, "startWeights", file));
    config.averagedWith().forEach(file -> addFile(sum, "averagedWith", file));
    for (LabelledSlices one : trainCases) {
      add(sum, "case, slices every " + one.spacingMm() + " mm\n");
      one.slices().forEach(slice -> addSlice(sum, slice));
    }
    return HexFormat.of().formatHex(sum.digest());
  }

  /**
   * States what is trained in a run folder, or checks that it is what was stated. A training that
   * was begun without such a statement cannot be checked: it is left as it is, with a warning.
   *
   * @param runFolder made if missing
   * @throws UnusableInputException if the folder holds another training
   * @throws VolumeIoException if the statement cannot be read or written
   */
  public static void claim(Path runFolder, String fingerprint) {
    Path file = runFolder.resolve(FILE);
    try {
      if (Files.exists(file)) {
        if (!Files.readString(file).strip().equals(fingerprint)) {
          throw new UnusableInputException(
              runFolder
                  + " holds a training of another configuration, other images or other start"
                  + " weights; give another run folder, or move this one away");
        }
      } else if (Files.exists(runFolder.resolve(NetworkTrainer.CHECKPOINT))
          || Files.exists(runFolder.resolve(NetworkTrainer.WEIGHTS))) {
        LOG.warn(
            "{} does not say what it was trained with and is taken as it is; if the recipe, the"
                + " images or the start weights changed, move it away",
            runFolder);
      } else {
        Files.createDirectories(runFolder);
        Path temporary = runFolder.resolve(FILE + ".tmp");
        Files.writeString(temporary, fingerprint + "\n");
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new VolumeIoException("cannot state or read what " + runFolder + " holds: " + e, e);
    }
  }

  /**
   * A checksum of what decides a model package: the content of weights, and the configuration but
   * for its names and the files it starts from.
   *
   * @throws VolumeIoException if weights cannot be read
   */
  static String ofPackage(TrainingConfig config, List<Path> weights) {
    MessageDigest sum = sha256();
    addSettings(sum, config);
    weights.forEach(file -> addFile(sum, "weights", file));
    return HexFormat.of().formatHex(sum.digest());
  }

  /**
   * A checksum of files, as 64 hexadecimal digits. Of a folder, all files below it count, with
   * their places in it.
   *
   * @param filesOrFolders in an order that counts
   * @throws VolumeIoException if one cannot be read
   */
  public static String ofContent(List<Path> filesOrFolders) {
    MessageDigest sum = sha256();
    for (Path one : filesOrFolders) {
      try (Stream<Path> below = Files.walk(one)) {
        for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
          add(sum, "file '" + one.relativize(file) + "' of " + Files.size(file) + " bytes\n");
          Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), sum));
        }
      } catch (IOException e) {
        throw new VolumeIoException("cannot read " + one + ": " + e, e);
      }
    }
    return HexFormat.of().formatHex(sum.digest());
  }

  private static void addSettings(MessageDigest sum, TrainingConfig config) {
    for (RecordComponent part : TrainingConfig.class.getRecordComponents()) {
      String setting = part.getName() + "=" + value(part, config);
      if (!NOT_BY_VALUE.contains(part.getName()) && !setting.equals(USUAL_DIMENSIONS)) {
        add(sum, setting + "\n");
      }
    }
  }

  private static Object value(RecordComponent part, TrainingConfig config) {
    try {
      return part.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public record's parts can be read", e);
    }
  }

  private static void addFile(MessageDigest sum, String what, Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      add(sum, what + " of " + content.length + " bytes\n");
      sum.update(content);
    } catch (IOException e) {
      throw new VolumeIoException("cannot read the weights " + file + ": " + e, e);
    }
  }

  private static void addSlice(MessageDigest sum, SliceSource slice) {
    add(
        sum,
        String.join(
            " ",
            List.of(
                "slice",
                Integer.toString(slice.width()),
                Integer.toString(slice.height()),
                Double.toString(slice.spacingXMm()),
                Double.toString(slice.spacingYMm()),
                Boolean.toString(slice.hounsfield()),
                "\n")));
    ByteBuffer values = ByteBuffer.allocate(slice.values().length * Short.BYTES);
    values.asShortBuffer().put(slice.values());
    sum.update(values.array());
    sum.update(slice.labels());
  }

  private static void add(MessageDigest sum, String text) {
    sum.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
