package org.lungseg.api;

import org.lungseg.api.spi.SegmenterProvider;

/**
 * Finds lungs in CT volumes.
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.load()) {
 *   LungMask lungs = segmenter.segment(ct).mask();
 * }
 * }</pre>
 *
 * <p>Loading reads a network and is slow; segmenting many volumes with one segmenter is not. A
 * segmenter may be shared by many threads. It holds native memory until it is closed; segmenting
 * with a closed one throws {@link IllegalStateException}. It never uses the network.
 */
public interface Segmenter extends AutoCloseable {

  /**
   * Loads the bundled model with the engine on the class path.
   *
   * @throws MissingProviderException if there is no engine on the class path
   * @throws UnusableModelException if there is no bundled model or it does not verify
   */
  static Segmenter load() {
    return load(SegmenterOptions.defaults());
  }

  /**
   * Loads a model as the options say.
   *
   * @throws MissingProviderException if there is no engine on the class path, or none of the name
   *     asked for
   * @throws UnusableModelException if the model is missing or does not verify
   * @throws DeviceUnavailableException if the device cannot be used and falling back is refused
   */
  static Segmenter load(SegmenterOptions options) {
    return SegmenterProvider.select(options).create(options);
  }

  /**
   * Segments a volume.
   *
   * @throws UnusableInputException if the image cannot show lungs: constant, all air, all NaN
   * @throws BudgetExceededException if the work would need more memory than allowed
   */
  default SegmentationResult segment(CtVolume ct) {
    return segment(ct, ProgressListener.NONE, CancellationToken.create());
  }

  /**
   * Segments a volume, telling how far it has come and stopping when asked.
   *
   * @throws UnusableInputException if the image cannot show lungs: constant, all air, all NaN
   * @throws BudgetExceededException if the work would need more memory than allowed
   * @throws OperationCancelledException if the token was cancelled
   */
  SegmentationResult segment(
      CtVolume ct, ProgressListener progress, CancellationToken cancellation);

  /** The network that is loaded. */
  ModelInfo model();

  /** Frees native memory; a second call does nothing. */
  @Override
  void close();
}
