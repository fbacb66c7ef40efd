package org.lungseg.engine.internal.network;

import ai.djl.Model;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.lungseg.api.Device;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.spi.NetworkRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a network that DJL has loaded, whichever its engine. DJL's arrays only carry data in and
 * out: with some engines they have no arithmetic.
 */
public abstract class DjlRunner implements NetworkRunner {

  private static final Logger LOG = LoggerFactory.getLogger(DjlRunner.class);

  private static final int RANK = 4;

  private final Model model;
  private final ModelDescription description;
  private final Device device;
  private final int threads;
  private final String engine;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  /**
   * Takes over a loaded model.
   *
   * @param model closed with this
   * @param threads how many threads one call may use
   * @param engine the inference library and its version
   */
  protected DjlRunner(
      Model model, ModelDescription description, Device device, int threads, String engine) {
    this.model = model;
    this.description = description;
    this.device = device;
    this.threads = threads;
    this.engine = engine;
    deleteUnusedFolder(model);
  }

  /** Called on the thread that runs the network, before each call of it. */
  protected void prepareThread() {}

  @Override
  public float[] run(float[] values, int count, int height, int width) {
    int channels = description.input().channelOffsetsMm().size();
    int classes = description.output().classes().size();
    long given = (long) count * channels * height * width;
    if (given > values.length) {
      throw new IllegalArgumentException(given + " values are needed, got " + values.length);
    }
    prepareThread();
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

  /**
   * Runs the network once on an empty slice, or as few as it takes at once, and closes it if that
   * fails.
   *
   * @throws UnusableModelException if it does not take and give what its description says
   */
  protected void tryOut() {
    int side = description.input().sizeMultiple();
    int slices = description.pipeline() instanceof ModelDescription.WholeChest ? side : 1;
    int channels = description.input().channelOffsetsMm().size();
    try {
      run(new float[slices * channels * side * side], slices, side, side);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** DJL makes an empty temporary folder for each model it loads from memory. */
  private static void deleteUnusedFolder(Model model) {
    Path folder = model.getModelPath();
    if (folder == null) {
      return;
    }
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.debug("Cannot delete the temporary folder {}", folder, e);
    }
  }

  /** What lies behind an exception, in one line. */
  protected static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse("no reason given");
  }

  /** DJL finds its engines by the thread's class loader, which in a host may not see them. */
  protected static <T> T withClassLoaderOf(Class<?> type, Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(type.getClassLoader());
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
