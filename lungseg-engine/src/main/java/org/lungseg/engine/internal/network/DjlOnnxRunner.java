package org.lungseg.engine.internal.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an ONNX network by DJL's engine for ONNX Runtime. DJL's arrays only carry data in and out:
 * with this engine alone they have no arithmetic.
 */
public final class DjlOnnxRunner implements NetworkRunner {

  private static final Logger LOG = LoggerFactory.getLogger(DjlOnnxRunner.class);

  private static final String ENGINE = "OnnxRuntime";
  private static final int RANK = 4;

  private final Model model;
  private final ModelDescription description;
  private final Device device;
  private final int threads;
  private final String engine;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  private DjlOnnxRunner(
      Model model, ModelDescription description, Device device, int threads, String engine) {
    this.model = model;
    this.description = description;
    this.device = device;
    this.threads = threads;
    this.engine = engine;
  }

  /**
   * Loads a network and tries it once on an empty slice.
   *
   * @param threads how many threads one call may use on a processor; with one, it runs on the
   *     calling thread and the network has none of its own
   * @throws DeviceUnavailableException if the device cannot be used
   * @throws UnusableModelException if the network cannot be loaded or does not take and give what
   *     its description says
   */
  public static DjlOnnxRunner load(ModelPackage source, Device device, int threads) {
    DjlSetup.stayOffline();
    return withOwnClassLoader(
        () -> {
          Engine djl = findEngine();
          requireDevice(djl, device);
          DjlOnnxRunner runner = open(djl, source, device, threads);
          try {
            runner.tryOut();
          } catch (RuntimeException e) {
            runner.close();
            throw e;
          }
          return runner;
        });
  }

  @Override
  public float[] run(float[] values, int count, int height, int width) {
    int channels = description.input().channelOffsetsMm().size();
    int classes = description.output().classes().size();
    long given = (long) count * channels * height * width;
    if (given > values.length) {
      throw new IllegalArgumentException(given + " values are needed, got " + values.length);
    }
    ByteBuffer memory = takeBuffer(given * Float.BYTES);
    FloatBuffer buffer = memory.asFloatBuffer().put(values, 0, (int) given).flip();
    Shape expected = new Shape(count, classes, height, width);
    Pass pass = new Pass(new Shape(count, channels, height, width), expected, source());
    try (Predictor<FloatBuffer, float[]> predictor = model.newPredictor(pass)) {
      return predictor.predict(buffer);
    } catch (TranslateException | EngineException | IllegalArgumentException e) {
      if (e.getCause() instanceof UnusableModelException unusable) {
        throw unusable;
      }
      throw new UnusableModelException(
          source() + " fails on " + count + " slices of " + height + "×" + width + ": " + root(e),
          e);
    } finally {
      buffers.add(memory);
    }
  }

  /**
   * Memory outside the Java heap, which the library reads without a copy of its own. It is used
   * again: such memory comes free only when Java happens to collect garbage.
   */
  private ByteBuffer takeBuffer(long bytes) {
    ByteBuffer free = buffers.poll();
    return free != null && free.capacity() >= bytes
        ? free
        : ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public String engine() {
    return engine;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      model.close();
      buffers.clear();
    }
  }

  private String source() {
    return "model " + description.name() + " " + description.version();
  }

  private void tryOut() {
    int side = description.input().sizeMultiple();
    int channels = description.input().channelOffsetsMm().size();
    run(new float[channels * side * side], 1, side, side);
  }

  private static Engine findEngine() {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | LinkageError e) {
      throw new DeviceUnavailableException(
          "ONNX Runtime cannot be loaded on this machine (" + root(e) + ")", e);
    }
  }

  private static void requireDevice(Engine djl, Device device) {
    if (device.kind() == Device.Kind.CPU) {
      return;
    }
    if (!djl.hasCapability("CUDA")) {
      throw new DeviceUnavailableException(
          "device "
              + device
              + ": the ONNX Runtime on the class path has no CUDA; put"
              + " com.microsoft.onnxruntime:onnxruntime_gpu there instead of onnxruntime, or use"
              + " device cpu");
    }
    int cards = djl.getGpuCount();
    if (device.index() >= cards) {
      throw new DeviceUnavailableException(
          "device " + device + ": there are " + cards + " CUDA graphics cards; use device cpu");
    }
  }

  private static DjlOnnxRunner open(Engine djl, ModelPackage source, Device device, int threads) {
    boolean cpu = device.kind() == Device.Kind.CPU;
    Model model =
        djl.newModel(
            source.description().name(),
            cpu ? ai.djl.Device.cpu() : ai.djl.Device.gpu(device.index()));
    try (InputStream network = source.openNetwork();
        SessionOptions options = sessionOptions(threads)) {
      model.load(network, Map.of("sessionOptions", options));
      deleteUnusedFolder(model);
      return new DjlOnnxRunner(
          model, source.description(), device, threads, "ONNX Runtime " + version());
    } catch (IOException | MalformedModelException | EngineException | OrtException e) {
      model.close();
      if (!cpu) {
        throw new DeviceUnavailableException(
            "device " + device + ": ONNX Runtime cannot open it (" + root(e) + ")", e);
      }
      throw new UnusableModelException(source + " cannot be loaded: " + root(e), e);
    }
  }

  private static SessionOptions sessionOptions(int threads) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    // Threads that spin while they wait take cores from whoever else could use them.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }

  /** DJL makes an empty temporary folder for each model it loads from memory. */
  private static void deleteUnusedFolder(Model model) {
    Path folder = model.getModelPath();
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.debug("Cannot delete the temporary folder {}", folder, e);
    }
  }

  /** The version of the library itself; DJL tells the one it was made for. */
  private static String version() {
    return ai.onnxruntime.OrtEnvironment.getEnvironment().getVersion();
  }

  private static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse("no reason given");
  }

  /** DJL finds its engines by the thread's class loader, which in a host may not see them. */
  private static <T> T withOwnClassLoader(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(DjlOnnxRunner.class.getClassLoader());
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Carries one batch into the network and the result out. */
  private record Pass(Shape given, Shape expected, String source)
      implements Translator<FloatBuffer, float[]> {

    @Override
    public NDList processInput(TranslatorContext context, FloatBuffer input) {
      return new NDList(context.getNDManager().create(input, given, DataType.FLOAT32));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList output) {
      NDArray result = output.get(0);
      if (result.getShape().dimension() != RANK
          || !result.getShape().equals(expected)
          || result.getDataType() != DataType.FLOAT32) {
        throw new UnusableModelException(
            source
                + " gives "
                + result.getDataType()
                + " "
                + result.getShape()
                + " for an input of "
                + given
                + "; its description promises FLOAT32 "
                + expected);
      }
      return result.toFloatArray();
    }

    @Override
    public Batchifier getBatchifier() {
      // Input and output hold whole batches already.
      return Batchifier.fromString("none");
    }
  }
}
