package org.lungseg.engine.internal.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelDescription.NetworkFormat;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.device.CudaBuild;
import org.lungseg.engine.internal.device.GpuCheck;

/** Runs an ONNX network by DJL's engine for ONNX Runtime. */
public final class DjlOnnxRunner extends DjlRunner {

  private static final String ENGINE = "OnnxRuntime";

  private DjlOnnxRunner(Model model, ModelDescription description, Device device, int threads) {
    super(model, description, device, threads, "ONNX Runtime " + version());
  }

  /**
   * Loads a network and tries it once on an empty slice.
   *
   * @param threads how many threads one call may use on a processor; with one, it runs on the
   *     calling thread and the network has none of its own
   * @throws DeviceUnavailableException if the device cannot be used
   * @throws UnusableModelException if the network is none of ONNX, cannot be loaded or does not
   *     take and give what its description says
   */
  public static DjlOnnxRunner load(ModelPackage source, Device device, int threads) {
    if (source.description().network().format() != NetworkFormat.ONNX) {
      throw new UnusableModelException(
          source
              + ": the network is of the format "
              + source.description().network().format().word()
              + ", which ONNX Runtime does not run; choose the engine PyTorch (the option engine,"
              + " --engine pytorch on the command line), which org.lungseg:lungseg-engine-pytorch"
              + " brings");
    }
    DjlSetup.stayOffline();
    return withClassLoaderOf(
        DjlOnnxRunner.class,
        () -> {
          Engine djl = findEngine();
          requireDevice(djl, device);
          DjlOnnxRunner runner = open(djl, source, device, threads);
          runner.tryOut();
          return runner;
        });
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
    if (device.kind() == Device.Kind.GPU) {
      CudaBuild build =
          djl.hasCapability("CUDA")
              ? CudaBuild.ofOnnxRuntime(DjlOnnxRunner.class.getClassLoader())
              : CudaBuild.none(
                  "the ONNX Runtime on the class path is made for processors only; put"
                      + " com.microsoft.onnxruntime:onnxruntime_gpu there instead of onnxruntime");
      GpuCheck.ofThisMachine().require(device, build);
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
      return new DjlOnnxRunner(model, source.description(), device, threads);
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

  /** The version of the library itself; DJL tells the one it was made for. */
  private static String version() {
    return ai.onnxruntime.OrtEnvironment.getEnvironment().getVersion();
  }
}
