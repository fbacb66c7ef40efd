package org.lungseg.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungsegException;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.engine.ModelDescription.Fill;
import org.lungseg.engine.ModelDescription.Lungmask;
import org.lungseg.engine.ModelDescription.NetworkFile;

/**
 * A network and its description: {@value #DESCRIPTION_FILE} and the file or files it names, in one
 * folder or at {@value #BUNDLED_LOCATION} on the class path.
 *
 * <p>A package that was read is verified: the description is complete and of a known format
 * version, and the network's content has the checksum that the description states. The content is
 * held in memory, so what runs is what was verified. Nothing is ever downloaded.
 *
 * <p>Longer than most classes: reading, verifying and writing belong together, so that nothing is
 * written that would not be read.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class ModelPackage {

  /** The name of the description's file. */
  public static final String DESCRIPTION_FILE = "model.json";

  /** Where the bundled package lies on the class path. */
  public static final String BUNDLED_LOCATION = "org/lungseg/model/";

  /** Far above any description; keeps a wrong file from filling the memory. */
  private static final int MAX_DESCRIPTION_BYTES = 1 << 20;

  /** Networks for lungs have 1 to 500 MB; one array holds no more than 2 GB. */
  private static final int MAX_NETWORK_BYTES = 1 << 30;

  private final ModelDescription description;
  private final byte[] network;
  private final byte @Nullable [] secondNetwork;
  private final String where;

  private ModelPackage(
      ModelDescription description, byte[] network, byte @Nullable [] secondNetwork, String where) {
    this.description = description;
    this.network = network;
    this.secondNetwork = secondNetwork;
    this.where = where;
  }

  /**
   * Reads and verifies the package that a source points to.
   *
   * @param loader finds the bundled package
   * @throws UnusableModelException if it is missing, incomplete, altered or of another format
   */
  public static ModelPackage read(ModelSource source, ClassLoader loader) {
    if (source instanceof ModelSource.Directory directory) {
      return read(directory.path());
    }
    return readBundled(loader);
  }

  /**
   * Reads and verifies the package in a folder.
   *
   * @throws UnusableModelException if it is missing, incomplete, altered or of another format
   */
  public static ModelPackage read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UnusableModelException(
          "model folder "
              + folder
              + " does not exist or is no folder; give the folder that holds "
              + DESCRIPTION_FILE);
    }
    return read(
        folder.toString(),
        name -> {
          try {
            return Files.newInputStream(folder.resolve(name));
          } catch (NoSuchFileException e) {
            throw missing(name, folder.toString());
          }
        });
  }

  /**
   * Reads and verifies the package on the class path.
   *
   * @throws UnusableModelException if it is missing, incomplete, altered or of another format
   */
  public static ModelPackage readBundled(ClassLoader loader) {
    if (loader.getResource(BUNDLED_LOCATION + DESCRIPTION_FILE) == null) {
      throw new UnusableModelException(
          "no bundled model on the class path; add org.lungseg:lungseg-model, or give the folder of"
              + " a model package");
    }
    return read(
        "bundled model",
        name -> {
          URL url = loader.getResource(BUNDLED_LOCATION + name);
          if (url == null) {
            throw missing(name, "the bundled model");
          }
          URLConnection connection = url.openConnection();
          connection.setUseCaches(false); // a cached jar would stay open after the host unloads us
          return connection.getInputStream();
        });
  }

  /**
   * Writes a package into a folder, which is made if need be. Each file is written beside its place
   * and then moved there, the description last.
   *
   * @param draft the description; the checksum in it is replaced by that of the network
   * @param network the content of the network's file; not copied
   * @param overwrite whether files of these names that exist already are replaced
   * @return the package that was written
   * @throws OutputRefusedException if a file exists and must not be replaced
   * @throws VolumeIoException if the folder cannot be written
   */
  public static ModelPackage write(
      Path folder, ModelDescription draft, byte[] network, boolean overwrite) {
    ModelDescription description = draft.withNetwork(checked(draft.network(), network));
    requireOneNetwork(draft);
    write(folder, description, List.of(network), overwrite);
    return new ModelPackage(description, network, null, folder.toString());
  }

  /**
   * Writes a package of two networks into a folder, in the same way; see {@link
   * ModelDescription.Lungmask} and {@link ModelDescription.MillimetreGrid}.
   *
   * @param draft the description, which names a second network; the checksums in it are replaced
   * @param network the content of the network's file; not copied
   * @param secondNetwork the content of the second network's file; not copied
   * @param overwrite whether files of these names that exist already are replaced
   * @return the package that was written
   * @throws IllegalArgumentException if the description names no second network
   * @throws OutputRefusedException if a file exists and must not be replaced
   * @throws VolumeIoException if the folder cannot be written
   */
  public static ModelPackage write(
      Path folder,
      ModelDescription draft,
      byte[] network,
      byte[] secondNetwork,
      boolean overwrite) {
    NetworkFile second =
        draft
            .pipeline()
            .secondNetwork()
            .orElseThrow(
                () -> new IllegalArgumentException("the description names no second network"));
    ModelDescription description =
        draft
            .withNetwork(checked(draft.network(), network))
            .withSecondNetwork(checked(second, secondNetwork));
    write(folder, description, List.of(network, secondNetwork), overwrite);
    return new ModelPackage(description, network, secondNetwork, folder.toString());
  }

  /**
   * A package that lies nowhere but in memory.
   *
   * @param draft the description, of one network; the checksum in it is replaced
   * @param network the content of the network's file; not copied
   */
  public static ModelPackage inMemory(ModelDescription draft, byte[] network) {
    requireOneNetwork(draft);
    ModelDescription description = draft.withNetwork(checked(draft.network(), network));
    return new ModelPackage(description, network, null, "in memory");
  }

  /** What the package says of itself. */
  public ModelDescription description() {
    return description;
  }

  /** The verified content of the network's file, as a stream of its own for each call. */
  public InputStream openNetwork() {
    return new ByteArrayInputStream(network);
  }

  /** The size of the network's file. */
  public long networkBytes() {
    return network.length;
  }

  /** Name, version, checksum and labels, as results carry them. */
  public ModelInfo info() {
    return new ModelInfo(
        description.name(), description.version(), checksum(), description.labels());
  }

  /** Tells the networks of this package, all of them, from others. */
  private String checksum() {
    String first = description.network().sha256();
    return description
        .pipeline()
        .secondNetwork()
        .map(second -> sha256((first + second.sha256()).getBytes(StandardCharsets.US_ASCII)))
        .orElse(first);
  }

  /**
   * The second network, which completes what the first one finds, as a package of its own; its
   * description is that of this package but for the network. Empty where there is none.
   */
  public Optional<ModelPackage> fill() {
    return description.pipeline() instanceof Lungmask lungmask
        ? lungmask.fill().map(this::fill)
        : Optional.empty();
  }

  private ModelPackage fill(Fill fill) {
    Lungmask alone = new Lungmask(Optional.empty());
    return second(
        "-fill", fill.network(), description.input(), fill.output(), fill.labels(), alone);
  }

  /**
   * The second network, which sees the whole chest, as a package of its own, with {@link
   * ModelDescription.WholeChest} around it. Empty where there is none.
   */
  public Optional<ModelPackage> chest() {
    return description.pipeline() instanceof ModelDescription.MillimetreGrid grid
        ? grid.chest().map(this::chest)
        : Optional.empty();
  }

  private ModelPackage chest(ModelDescription.Chest chest) {
    ModelDescription.Input input = description.input();
    return second(
        "-chest",
        chest.network(),
        new ModelDescription.Input(
            chest.spacingMm(),
            chest.spacingMm(),
            chest.sizeMultiple(),
            List.of(0.0),
            input.hounsfieldWindow(),
            input.greyPercentiles()),
        new ModelDescription.Output(
            ModelDescription.OutputKind.LOGITS, description.output().classes()),
        description.labels(),
        new ModelDescription.WholeChest());
  }

  private ModelPackage second(
      String suffix,
      NetworkFile file,
      ModelDescription.Input input,
      ModelDescription.Output output,
      LabelSet labels,
      ModelDescription.Pipeline pipeline) {
    return new ModelPackage(
        new ModelDescription(
            description.name() + suffix,
            description.version(),
            description.description(),
            file,
            input,
            output,
            labels,
            description.licence(),
            description.trainingData(),
            description.validation(),
            description.intendedUse(),
            pipeline),
        Objects.requireNonNull(secondNetwork, "a description with a second network has its file"),
        null,
        where);
  }

  /** Where the package was read from, for messages. */
  @Override
  public String toString() {
    return "model " + description.name() + " " + description.version() + " (" + where + ")";
  }

  /** Opens the files of a package by their plain names. */
  private interface Contents {
    InputStream open(String name) throws IOException;
  }

  private static ModelPackage read(String where, Contents files) {
    byte[] text = content(DESCRIPTION_FILE, where, files, MAX_DESCRIPTION_BYTES);
    ModelDescription description = ModelJson.parse(text, where + ": " + DESCRIPTION_FILE);
    byte[] network = network(description.network(), where, files);
    Optional<NetworkFile> second = description.pipeline().secondNetwork();
    byte[] secondNetwork = second.isPresent() ? network(second.get(), where, files) : null;
    return new ModelPackage(description, network, secondNetwork, where);
  }

  private static byte[] network(NetworkFile stated, String where, Contents files) {
    String name = stated.file();
    byte[] network = content(name, where, files, MAX_NETWORK_BYTES);
    String found = sha256(network);
    if (!found.equals(stated.sha256())) {
      throw new UnusableModelException(
          where
              + ": "
              + name
              + " has the SHA-256 checksum "
              + found
              + ", "
              + DESCRIPTION_FILE
              + " states "
              + stated.sha256()
              + "; the file is damaged or was exchanged, get the package again");
    }
    return network;
  }

  private static void requireOneNetwork(ModelDescription draft) {
    if (draft.pipeline().secondNetwork().isPresent()) {
      throw new IllegalArgumentException("the description names two networks, one was given");
    }
  }

  private static NetworkFile checked(NetworkFile draft, byte[] content) {
    return new NetworkFile(draft.file(), draft.format(), sha256(content));
  }

  private static void write(
      Path folder, ModelDescription description, List<byte[]> networks, boolean overwrite) {
    List<Path> targets = new ArrayList<>();
    targets.add(folder.resolve(description.network().file()));
    description.pipeline().secondNetwork().ifPresent(s -> targets.add(folder.resolve(s.file())));
    targets.add(folder.resolve(DESCRIPTION_FILE));
    byte[] text = ModelJson.format(description);
    for (Path file : targets) {
      if (Files.exists(file) && !overwrite) {
        throw new OutputRefusedException(file + " exists already; choose another folder");
      }
    }
    try {
      Files.createDirectories(folder);
      for (int at = 0; at < networks.size(); at++) {
        writeAtomically(targets.get(at), networks.get(at));
      }
      writeAtomically(folder.resolve(DESCRIPTION_FILE), text);
    } catch (IOException e) {
      throw new VolumeIoException("cannot write the model package to " + folder + ": " + e, e);
    }
  }

  private static byte[] content(String name, String where, Contents files, int limit) {
    try (InputStream in = files.open(name)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new UnusableModelException(
            where + ": " + name + " is larger than the " + limit + " bytes allowed");
      }
      return content;
    } catch (LungsegException e) {
      throw e;
    } catch (IOException e) {
      throw new UnusableModelException(where + ": " + name + " cannot be read: " + e, e);
    }
  }

  private static UnusableModelException missing(String name, String where) {
    return new UnusableModelException(where + ": " + name + " is missing");
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void writeAtomically(Path target, byte[] content) throws IOException {
    // Not a file of createTempFile, which nobody but its owner could read.
    Path draft = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      Files.write(draft, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
