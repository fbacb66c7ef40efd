package org.lungseg.training.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The cases of a data set and the side of the split each stands on.
 *
 * <p>Read from YAML:
 *
 * <pre>
 * sources:
 *   - {name: TCIA LCTSC, licence: CC BY 3.0, patients: 8}
 * cases:
 *   - {patient: lctsc-000, ct: lctsc/case_000_ct.nii.gz, mask: lctsc/case_000_lungs.nii.gz, split: train}
 * </pre>
 *
 * <p>Paths are relative to the data folder. A patient on both sides of the split is refused, since
 * every figure measured on such data would flatter the network.
 *
 * @param cases in the order of the file
 * @param sources the collections that the training cases come from, for the model card
 */
public record DatasetManifest(List<LabelledCase> cases, List<Source> sources) {

  /**
   * A collection of images.
   *
   * @param name its name
   * @param licence its licence, as the collection states it
   * @param patients how many of its patients are trained on
   */
  public record Source(String name, String licence, int patients) {}

  /**
   * Copies the lists.
   *
   * @throws UnusableInputException if it is empty, or a patient stands on both sides of the split
   */
  public DatasetManifest {
    cases = List.copyOf(cases);
    sources = List.copyOf(sources);
    if (cases.isEmpty()) {
      throw new UnusableInputException("a data set needs at least one case");
    }
    Map<String, DataSplit> sideOfPatient = new HashMap<>();
    for (LabelledCase one : cases) {
      DataSplit other = sideOfPatient.putIfAbsent(one.patient(), one.split());
      if (other != null && other != one.split()) {
        throw new UnusableInputException(
            "patient '"
                + one.patient()
                + "' stands on both sides of the split; move all cases of a patient to one side");
      }
    }
  }

  /**
   * Reads a manifest.
   *
   * @param file the YAML file
   * @param dataRoot the folder that its paths start from
   * @throws VolumeIoException if the file cannot be read
   * @throws UnreadableFormatException if it is no such YAML
   * @throws UnusableInputException if a file it names is missing or a patient crosses the split
   */
  public static DatasetManifest read(Path file, Path dataRoot) {
    Object root;
    try (Reader reader = Files.newBufferedReader(file)) {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
    } catch (NoSuchFileException e) {
      throw new VolumeIoException("no such manifest: " + file, e);
    } catch (IOException e) {
      throw new VolumeIoException("cannot read the manifest " + file + ": " + e.getMessage(), e);
    } catch (YAMLException e) {
      throw new UnreadableFormatException(
          "the manifest " + file + " is not YAML: " + e.getMessage(), e);
    }
    if (!(root instanceof Map<?, ?> map) || !(map.get("cases") instanceof List<?> entries)) {
      throw new UnreadableFormatException("the manifest " + file + " has no list 'cases'");
    }
    List<LabelledCase> cases = new ArrayList<>();
    for (Object entry : entries) {
      cases.add(parseCase(entry, file, dataRoot));
    }
    List<Source> sources = new ArrayList<>();
    if (map.get("sources") instanceof List<?> collections) {
      for (Object collection : collections) {
        sources.add(parseSource(collection, file));
      }
    }
    return new DatasetManifest(cases, sources);
  }

  /** The cases on one side of the split. */
  public List<LabelledCase> of(DataSplit split) {
    return cases.stream().filter(one -> one.split() == split).toList();
  }

  private static LabelledCase parseCase(Object entry, Path file, Path dataRoot) {
    if (!(entry instanceof Map<?, ?> fields)) {
      throw new UnreadableFormatException("a case in " + file + " is not a map: " + entry);
    }
    String split = text(fields, "split", file);
    DataSplit side =
        switch (split) {
          case "train" -> DataSplit.TRAIN;
          case "validation" -> DataSplit.VALIDATION;
          default ->
              throw new UnreadableFormatException(
                  "a case's split is train or validation, got '" + split + "' in " + file);
        };
    return new LabelledCase(
        text(fields, "patient", file),
        existing(dataRoot, text(fields, "ct", file)),
        existing(dataRoot, text(fields, "mask", file)),
        side);
  }

  private static Source parseSource(Object entry, Path file) {
    if (!(entry instanceof Map<?, ?> fields)
        || !(fields.get("patients") instanceof Integer patients)) {
      throw new UnreadableFormatException(
          "a source in " + file + " has a name, a licence and a number of patients: " + entry);
    }
    return new Source(text(fields, "name", file), text(fields, "licence", file), patients);
  }

  private static String text(Map<?, ?> fields, String key, Path file) {
    Object value = fields.get(key);
    if (value == null) {
      throw new UnreadableFormatException("a case in " + file + " has no '" + key + "': " + fields);
    }
    return value.toString();
  }

  private static Path existing(Path dataRoot, String relative) {
    Path path = dataRoot.resolve(relative);
    if (!Files.exists(path)) {
      throw new UnusableInputException("the data set names " + path + ", which does not exist");
    }
    return path;
  }
}
