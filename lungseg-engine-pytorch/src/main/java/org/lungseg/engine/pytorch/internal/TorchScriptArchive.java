package org.lungseg.engine.pytorch.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lungseg.engine.internal.onnx.OnnxTensor;

/**
 * Writes a network as a TorchScript archive, the form that {@code torch.jit.save} gives: a zip file
 * without compression that holds the code as text, the state of the network as a pickle, and each
 * tensor's values as raw bytes; see PyTorch's <a
 * href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">serialization.md</a>.
 * Only what such a file of float tensors needs is written.
 */
final class TorchScriptArchive {

  /** The name of the network's class in the code. */
  static final String CLASS_NAME = "Network";

  private static final String ROOT = "archive/";

  /**
   * The version of the operators that the code means. PyTorch rewrites operators of older versions
   * when it loads a file; the newest it knows is taken as it stands.
   */
  private static final String OPERATOR_VERSION = "10\n";

  /** A pickle of an empty tuple: no constants apart from the tensors. */
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private TorchScriptArchive() {}

  /**
   * The content of the file.
   *
   * @param code TorchScript that declares the class {@value #CLASS_NAME} with the tensors
   * @param tensors what the network holds, by the name after {@code self.}: letters, digits and
   *     underscores; always in the same order
   */
  static byte[] write(String code, Map<String, OnnxTensor> tensors) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(content)) {
      put(zip, "data.pkl", state(tensors));
      put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      int number = 0;
      for (OnnxTensor tensor : tensors.values()) {
        put(zip, "data/" + number++, raw(tensor.floats()));
      }
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "version", OPERATOR_VERSION.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return content.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] raw(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes.array();
  }

  /** The object of the network's class, with its tensors. */
  private static byte[] state(Map<String, OnnxTensor> tensors) {
    Pickle pickle = new Pickle();
    pickle.op(0x80).op(2); // protocol 2
    pickle.global("__torch__", CLASS_NAME).op(')').op(0x81); // an object of the class
    pickle.op('}').op('(');
    pickle.text("training").op(0x89); // false
    int number = 0;
    for (Map.Entry<String, OnnxTensor> entry : tensors.entrySet()) {
      pickle.text(entry.getKey());
      tensor(pickle, entry.getValue().dims(), number++);
    }
    pickle.op('u').op('b').op('.');
    return pickle.bytes();
  }

  /** A call of PyTorch's function that makes a tensor of stored values. */
  private static void tensor(Pickle pickle, long[] dims, int number) {
    pickle.global("torch._utils", "_rebuild_tensor_v2").op('(');
    pickle.op('(').text("storage").global("torch", "FloatStorage");
    pickle.text(Integer.toString(number)).text("cpu");
    pickle.number(Arrays.stream(dims).reduce(1, Math::multiplyExact));
    pickle.op('t').op('Q'); // the storage, by its name
    pickle.number(0); // where in it the tensor begins
    pickle.op('(');
    for (long dim : dims) {
      pickle.number(dim);
    }
    pickle.op('t').op('(');
    for (int axis = 0; axis < dims.length; axis++) {
      long stride = 1;
      for (int faster = axis + 1; faster < dims.length; faster++) {
        stride *= dims[faster];
      }
      pickle.number(stride);
    }
    pickle.op('t');
    pickle.op(0x89); // needs no gradient
    pickle.global("collections", "OrderedDict").op(')').op('R'); // no hooks
    pickle.op('t').op('R');
  }

  /** The few instructions of a pickle that are needed. */
  private static final class Pickle {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle op(int code) {
      out.write(code);
      return this;
    }

    Pickle global(String module, String name) {
      op('c');
      out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Pickle text(String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      return op('X').int32(utf8.length).raw(utf8);
    }

    Pickle number(long value) {
      return op('J').int32(Math.toIntExact(value));
    }

    private Pickle int32(int value) {
      byte[] bytes = new byte[Integer.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
      return raw(bytes);
    }

    private Pickle raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
