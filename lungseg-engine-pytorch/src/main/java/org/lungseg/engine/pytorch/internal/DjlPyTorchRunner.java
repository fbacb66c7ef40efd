package org.lungseg.engine.pytorch.internal;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelDescription.NetworkFormat;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.device.GpuCheck;
import org.lungseg.engine.internal.network.DjlRunner;
import org.lungseg.engine.internal.network.DjlSetup;

/**
 * Runs a network by DJL's engine for PyTorch.
 *
 * <p>PyTorch keeps the number of threads of an operator for each calling thread, so segmenters with
 * different numbers do not disturb each other.
 */
public final class DjlPyTorchRunner extends DjlRunner {

  private static final String ENGINE = "PyTorch";

  /** Weights go to the device of the model, whatever device a TorchScript file says. */
  private static final Map<String, String> LOAD_OPTIONS = Map.of("mapLocation", "true");

  /** How many threads PyTorch was told to take on behalf of the current thread; 0 for not yet. */
  private static final ThreadLocal<Integer> THREADS = ThreadLocal.withInitial(() -> 0);

  private DjlPyTorchRunner(
      Model model, ModelDescription description, Device device, int threads, String version) {
    super(model, description, device, threads, ENGINE + " " + version);
  }

  /**
   * Loads a network and tries it once on an empty slice.
   *
   * @param threads how many threads one call may use on a processor; with one, it runs on the
   *     calling thread and the network has none of its own
   * @throws MissingProviderException if the native libraries are not on the class path
   * @throws DeviceUnavailableException if the device cannot be used
   * @throws UnusableModelException if the network has operators that are not known, cannot be
   *     loaded or does not take and give what its description says
   */
  public static DjlPyTorchRunner load(ModelPackage source, Device device, int threads) {
    DjlSetup.stayOffline();
    return withClassLoaderOf(
        DjlPyTorchRunner.class,
        () -> {
          PyTorchNatives natives = PyTorchNatives.require(DjlPyTorchRunner.class.getClassLoader());
          if (device.kind() == Device.Kind.GPU) {
            GpuCheck.ofThisMachine().require(device, natives.cudaBuild());
          }
          Engine djl = findEngine();
          DjlPyTorchRunner runner = open(djl, source, device, threads);
          runner.tryOut();
          return runner;
        });
  }

  @Override
  protected void prepareThread() {
    if (THREADS.get() != threads()) {
      JniUtils.setNumThreads(threads());
      // Otherwise the first runs on each thread are spent on watching shapes, which gains nothing.
      JniUtils.setGraphExecutorOptimize(false);
      THREADS.set(threads());
    }
  }

  private static Engine findEngine() {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | LinkageError e) {
      throw new DeviceUnavailableException(
          "PyTorch cannot be loaded on this machine (" + root(e) + ")", e);
    }
  }

  private static DjlPyTorchRunner open(
      Engine djl, ModelPackage source, Device device, int threads) {
    boolean cpu = device.kind() == Device.Kind.CPU;
    Model model =
        djl.newModel(
            source.description().name(),
            cpu ? ai.djl.Device.cpu() : ai.djl.Device.gpu(device.index()));
    try (InputStream network = torchScript(source)) {
      model.load(network, LOAD_OPTIONS);
      return new DjlPyTorchRunner(model, source.description(), device, threads, djl.getVersion());
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      if (!cpu) {
        throw new DeviceUnavailableException(
            "device " + device + ": PyTorch cannot open it (" + root(e) + ")", e);
      }
      throw new UnusableModelException(source + " cannot be loaded: " + root(e), e);
    } catch (UnusableModelException e) {
      model.close();
      throw e;
    }
  }

  private static InputStream torchScript(ModelPackage source) throws IOException {
    if (source.description().network().format() == NetworkFormat.TORCHSCRIPT) {
      return source.openNetwork();
    }
    try (InputStream onnx = source.openNetwork()) {
      return new ByteArrayInputStream(OnnxTranslation.toTorchScript(onnx.readAllBytes()));
    } catch (IllegalArgumentException e) {
      throw new UnusableModelException(
          String.format(
              Locale.ROOT,
              "%s cannot be translated for PyTorch: %s; use the engine OnnxRuntime",
              source,
              e.getMessage()),
          e);
    }
  }
}
