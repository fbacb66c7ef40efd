package org.lungseg.io;

import java.util.List;
import java.util.Objects;

/** How to write. Immutable. */
public sealed interface WriteOption {

  /** Replace an output that exists; without it, that is refused. */
  WriteOption OVERWRITE = new Overwrite();

  /**
   * Pack with so many threads, which live for this one output; without it, the caller's thread
   * packs. The bytes of the file do not depend on it. It has no effect on what is not packed.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  static WriteOption threads(int count) {
    return new Threads(count);
  }

  /**
   * Write these extensions into a NIfTI header; other formats have no place for them and ignore
   * them.
   */
  static WriteOption niftiExtensions(List<NiftiExtension> extensions) {
    return new Extensions(extensions);
  }

  /**
   * The DICOM series that a mask was made of, which a DICOM segmentation ({@code .dcm}) needs: it
   * refers to its slices, and takes from them who the patient is and to which study it belongs.
   * Other formats ignore it; nothing of the patient's identity gets into them.
   *
   * @param source what {@link VolumeIO#readCt} has read
   * @param options as for reading it: of several series, {@link ReadOptions#withSeries} names one
   */
  static WriteOption dicomSource(ByteSource source, ReadOptions options) {
    return new DicomSource(source, options);
  }

  /**
   * The network that made a mask, which a DICOM segmentation states, as automatic and of the family
   * "artificial intelligence"; other formats have no place for it and ignore it. Without it, a
   * segmentation says that its algorithm is unknown.
   *
   * @param name such as the name of a network
   * @param version such as the version of a network
   */
  static WriteOption algorithm(String name, String version) {
    return new Algorithm(name, version);
  }

  /** See {@link #OVERWRITE}. */
  record Overwrite() implements WriteOption {}

  /**
   * See {@link #threads}.
   *
   * @param count at least 1
   */
  record Threads(int count) implements WriteOption {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Threads {
      if (count < 1) {
        throw new IllegalArgumentException("at least one thread packs, got " + count);
      }
    }
  }

  /**
   * See {@link #niftiExtensions}.
   *
   * @param list in the order of the file
   */
  record Extensions(List<NiftiExtension> list) implements WriteOption {

    /** Copies the list. */
    public Extensions {
      list = List.copyOf(list);
    }
  }

  /**
   * See {@link #dicomSource}.
   *
   * @param source the files of the series
   * @param options how they are read
   */
  record DicomSource(ByteSource source, ReadOptions options) implements WriteOption {

    /** Checks the parts. */
    public DicomSource {
      Objects.requireNonNull(source);
      Objects.requireNonNull(options);
    }
  }

  /**
   * See {@link #algorithm}.
   *
   * @param name not blank
   * @param version not blank
   */
  record Algorithm(String name, String version) implements WriteOption {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one is blank
     */
    public Algorithm {
      if (name.isBlank() || version.isBlank()) {
        throw new IllegalArgumentException("an algorithm has a name and a version");
      }
    }
  }
}
