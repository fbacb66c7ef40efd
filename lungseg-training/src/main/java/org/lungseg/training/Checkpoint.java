package org.lungseg.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;

/**
 * Named arrays and a step number in a file: the state of a training run. Written beside its target
 * and moved, so that a run killed while saving keeps its last checkpoint.
 *
 * @param step how many steps were made
 * @param arrays the state, in the order it was given
 */
public record Checkpoint(long step, Map<String, float[]> arrays) {

  private static final int MAGIC = 0x4C534731; // "LSG1"
  private static final int MAX_ARRAYS = 100_000;
  private static final int MAX_LENGTH = 1 << 28;

  /** The averaged weights alone, as a network is exported with them. */
  Map<String, float[]> averagesOnly() {
    Map<String, float[]> averages = new LinkedHashMap<>(arrays);
    averages.keySet().removeIf(name -> !name.endsWith("/average"));
    return averages;
  }

  /** Writes the file, replacing an older checkpoint. */
  public void write(Path file) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
        out.writeInt(MAGIC);
        out.writeLong(step);
        out.writeInt(arrays.size());
        for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
          out.writeUTF(entry.getKey());
          out.writeInt(entry.getValue().length);
          ByteBuffer bytes = ByteBuffer.allocate(entry.getValue().length * Float.BYTES);
          bytes.asFloatBuffer().put(entry.getValue());
          out.write(bytes.array());
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new VolumeIoException("cannot write the checkpoint " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws UnreadableFormatException if it is no checkpoint or is cut short
   * @throws VolumeIoException if it cannot be read
   */
  public static Checkpoint read(Path file) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != MAGIC) {
        throw new UnreadableFormatException(file + " is not a checkpoint");
      }
      long step = in.readLong();
      int count = in.readInt();
      if (count < 0 || count > MAX_ARRAYS) {
        throw new UnreadableFormatException(file + " names " + count + " arrays");
      }
      Map<String, float[]> arrays = new LinkedHashMap<>();
      for (int at = 0; at < count; at++) {
        String name = in.readUTF();
        int length = in.readInt();
        if (length < 0 || length > MAX_LENGTH || (long) length * Float.BYTES > Files.size(file)) {
          throw new UnreadableFormatException(file + ": array " + name + " of length " + length);
        }
        float[] values = new float[length];
        ByteBuffer.wrap(in.readNBytes(length * Float.BYTES)).asFloatBuffer().get(values);
        arrays.put(name, values);
      }
      return new Checkpoint(step, arrays);
    } catch (EOFException | java.nio.BufferUnderflowException e) {
      throw new UnreadableFormatException("the checkpoint " + file + " is cut short", e);
    } catch (IOException e) {
      throw new VolumeIoException("cannot read the checkpoint " + file + ": " + e.getMessage(), e);
    }
  }
}
