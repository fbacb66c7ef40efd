package org.lungseg.api;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Segmenter} is set up. Everything has a default; the host stays in charge of class
 * loading, threads and memory. Immutable.
 */
public final class SegmenterOptions {

  /** What to do when the device that was asked for cannot be used. */
  public enum DeviceFallback {
    /** Fail with {@link DeviceUnavailableException}; the default. */
    REFUSE,
    /** Use the processor and warn in the result. */
    TO_CPU
  }

  private final ModelSource model;
  private final Device device;
  private final DeviceFallback deviceFallback;
  private final int threads;
  private final @Nullable Long memoryBudgetBytes;
  private final @Nullable Executor executor;
  private final @Nullable ClassLoader classLoader;
  private final @Nullable String engine;
  private final Map<SegmentationWarning.Kind, InputPolicy> policies;
  private final boolean probability;

  private SegmenterOptions(Builder builder) {
    this.model = builder.model;
    this.device = builder.device;
    this.deviceFallback = builder.deviceFallback;
    this.threads = builder.threads;
    this.memoryBudgetBytes = builder.memoryBudgetBytes;
    this.executor = builder.executor;
    this.classLoader = builder.classLoader;
    this.engine = builder.engine;
    this.policies = Collections.unmodifiableMap(new EnumMap<>(builder.policies));
    this.probability = builder.probability;
  }

  /** The bundled model on the processor with all its cores. */
  public static SegmenterOptions defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The model package to load; by default the bundled one. */
  public ModelSource model() {
    return model;
  }

  /** The device to run on; by default the processor. */
  public Device device() {
    return device;
  }

  /** What to do when that device cannot be used; by default refuse. */
  public DeviceFallback deviceFallback() {
    return deviceFallback;
  }

  /** How many threads all stages together may use; by default one for each core. */
  public int threads() {
    return threads;
  }

  /** The most memory a segmentation may take beside its input; by default unlimited. */
  public OptionalLong memoryBudgetBytes() {
    return memoryBudgetBytes == null ? OptionalLong.empty() : OptionalLong.of(memoryBudgetBytes);
  }

  /**
   * Runs the parallel parts, beside the calling thread; by default threads that live as long as one
   * call.
   */
  public Optional<Executor> executor() {
    return Optional.ofNullable(executor);
  }

  /** Finds providers and the bundled model; by default the thread's context class loader. */
  public ClassLoader classLoader() {
    if (classLoader != null) {
      return classLoader;
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : SegmenterOptions.class.getClassLoader();
  }

  /**
   * The name of the inference engine to use, such as {@code OnnxRuntime} or {@code PyTorch}, upper
   * and lower case being the same; by default the preferred one of those on the class path.
   */
  public Optional<String> engine() {
    return Optional.ofNullable(engine);
  }

  /** What to do about something odd; by default what {@link SegmentationWarning.Kind} says. */
  public InputPolicy policy(SegmentationWarning.Kind kind) {
    return policies.getOrDefault(kind, kind.defaultPolicy());
  }

  /** Whether results hold a {@link ProbabilityMap}; by default not. */
  public boolean probability() {
    return probability;
  }

  /** Collects options. Not safe for use by many threads. */
  public static final class Builder {

    private ModelSource model = ModelSource.bundled();
    private Device device = Device.cpu();
    private DeviceFallback deviceFallback = DeviceFallback.REFUSE;
    private int threads = Runtime.getRuntime().availableProcessors();
    private @Nullable Long memoryBudgetBytes;
    private @Nullable Executor executor;
    private @Nullable ClassLoader classLoader;
    private @Nullable String engine;
    private final Map<SegmentationWarning.Kind, InputPolicy> policies =
        new EnumMap<>(SegmentationWarning.Kind.class);
    private boolean probability;

    private Builder() {}

    /** Sets {@link SegmenterOptions#model}. */
    public Builder model(ModelSource source) {
      model = Objects.requireNonNull(source);
      return this;
    }

    /** Sets {@link SegmenterOptions#device}. */
    public Builder device(Device wanted) {
      device = Objects.requireNonNull(wanted);
      return this;
    }

    /** Sets {@link SegmenterOptions#deviceFallback}. */
    public Builder deviceFallback(DeviceFallback policy) {
      deviceFallback = Objects.requireNonNull(policy);
      return this;
    }

    /**
     * Sets {@link SegmenterOptions#threads}.
     *
     * @throws IllegalArgumentException if not positive
     */
    public Builder threads(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("at least one thread is needed, got " + count);
      }
      threads = count;
      return this;
    }

    /**
     * Sets {@link SegmenterOptions#memoryBudgetBytes}.
     *
     * @throws IllegalArgumentException if not positive
     */
    public Builder memoryBudgetBytes(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a memory budget is positive, got " + bytes);
      }
      memoryBudgetBytes = bytes;
      return this;
    }

    /** Sets {@link SegmenterOptions#executor}. */
    public Builder executor(Executor hosts) {
      executor = Objects.requireNonNull(hosts);
      return this;
    }

    /** Sets {@link SegmenterOptions#classLoader}. */
    public Builder classLoader(ClassLoader loader) {
      classLoader = Objects.requireNonNull(loader);
      return this;
    }

    /** Sets {@link SegmenterOptions#engine}. */
    public Builder engine(String providerName) {
      engine = Objects.requireNonNull(providerName);
      return this;
    }

    /**
     * Sets {@link SegmenterOptions#policy} for one kind.
     *
     * @throws IllegalArgumentException if there is no such policy for this kind
     */
    public Builder policy(SegmentationWarning.Kind kind, InputPolicy policy) {
      if (!kind.policies().contains(policy)) {
        throw new IllegalArgumentException(
            "no policy " + policy + " for " + kind + ": there are " + kind.policies());
      }
      policies.put(kind, policy);
      return this;
    }

    /**
     * Sets {@link SegmenterOptions#probability}. A map takes one byte a voxel beside what the
     * segmentation takes; models of lungmask's pipeline give none.
     */
    public Builder withProbability() {
      probability = true;
      return this;
    }

    /** The options collected so far. */
    public SegmenterOptions build() {
      return new SegmenterOptions(this);
    }
  }
}
