package org.lungseg.engine.internal.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an inference library on the class path was made for.
 *
 * @param hasCuda whether it can use graphics cards at all
 * @param major the CUDA version it needs, such as 12; empty if that is not known
 * @param remedy what to do if it has no CUDA
 */
public record CudaBuild(boolean hasCuda, OptionalInt major, String remedy) {

  private static final Logger LOG = LoggerFactory.getLogger(CudaBuild.class);

  /** Where ONNX Runtime's jars have the part that talks to CUDA. */
  private static final String[] ONNX_RUNTIME_PARTS = {
    "ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so",
    "ai/onnxruntime/native/win-x64/onnxruntime_providers_cuda.dll"
  };

  /** The library of CUDA that it names, {@code libcublasLt.so.12} or {@code cublasLt64_12.dll}. */
  private static final Pattern CUDA_LIBRARY = Pattern.compile("cublasLt(?:\\.so\\.|64_)(\\d{2})");

  private static final Pattern FLAVOR = Pattern.compile("cu(\\d{2})\\d");

  private static final int CHUNK = 1 << 16;
  private static final int OVERLAP = 32;

  /** A library for processors only. */
  public static CudaBuild none(String remedy) {
    return new CudaBuild(false, OptionalInt.empty(), remedy);
  }

  /** A library for a CUDA version. */
  public static CudaBuild of(int major) {
    return new CudaBuild(true, OptionalInt.of(major), "");
  }

  /** ONNX Runtime with CUDA; which version it needs stands in its native library. */
  public static CudaBuild ofOnnxRuntime(ClassLoader loader) {
    for (String part : ONNX_RUNTIME_PARTS) {
      try (InputStream in = loader.getResourceAsStream(part)) {
        if (in != null) {
          return new CudaBuild(true, major(in), "");
        }
      } catch (IOException e) {
        LOG.debug("{} cannot be read: {}", part, e.toString());
      }
    }
    return new CudaBuild(true, OptionalInt.empty(), "");
  }

  /** PyTorch, by what its natives say of themselves: {@code cpu}, {@code cu124}, {@code cu128}. */
  public static Optional<CudaBuild> ofFlavor(String flavor) {
    Matcher matcher = FLAVOR.matcher(flavor);
    return matcher.matches()
        ? Optional.of(of(Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  /** The CUDA version whose library a native library names. */
  static OptionalInt major(InputStream library) throws IOException {
    String rest = "";
    byte[] chunk = new byte[CHUNK];
    for (int read = library.read(chunk); read >= 0; read = library.read(chunk)) {
      String text = rest + new String(chunk, 0, read, StandardCharsets.ISO_8859_1);
      Matcher matcher = CUDA_LIBRARY.matcher(text);
      if (matcher.find()) {
        return OptionalInt.of(Integer.parseInt(matcher.group(1)));
      }
      rest = text.substring(Math.max(0, text.length() - OVERLAP));
    }
    return OptionalInt.empty();
  }
}
