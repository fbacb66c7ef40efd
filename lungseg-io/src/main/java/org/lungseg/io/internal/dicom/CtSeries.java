package org.lungseg.io.internal.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/**
 * The images of one series, and the volume that they make, or why they make none. Immutable.
 *
 * <p>Scout views and pictures of a screen among slices are left out and noted. A file that is there
 * twice, byte for byte, counts once. Everything else that does not fit refuses the whole series: a
 * volume without the slice that was left out would be a wrong one.
 */
public final class CtSeries {

  private final int number;
  private final List<Image> images;
  private final List<String> notes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final @Nullable SliceStack stack;
  private final @Nullable LungsegException refusal;
  private final boolean isChoice;

  /**
   * Makes a series of its images.
   *
   * @param number its place in the listing, from 1
   * @param images at least one
   * @param damagedElsewhere the error of a file that may belong to any series
   */
  CtSeries(int number, List<Image> images, Optional<LungsegException> damagedElsewhere) {
    this.number = number;
    this.images = List.copyOf(images);
    SliceStack made = null;
    LungsegException reason = null;
    boolean hasSlices = images.stream().anyMatch(CtSeries::mayBeSlice);
    try {
      made = assemble();
    } catch (NoVolumeException e) {
      reason =
          e.isDamaged()
              ? new UnreadableFormatException(e.reason(), e)
              : new UnusableInputException(e.reason(), e);
    }
    if (hasSlices && reason == null && damagedElsewhere.isPresent()) {
      made = null;
      reason =
          new UnreadableFormatException(
              damagedElsewhere.get().getMessage()
                  + "; it may belong to this series: remove the file if it does not",
              damagedElsewhere.get());
    }
    this.stack = made;
    this.refusal = reason;
    this.isChoice = hasSlices;
    if (made != null) {
      describe(made);
    }
  }

  private static boolean mayBeSlice(Image image) {
    return image.isCt()
        && (image.refusal().isPresent()
            || image.frames().stream().anyMatch(frame -> !frame.localizer()));
  }

  private SliceStack assemble() throws NoVolumeException {
    List<Image> slices = images.stream().filter(Image::isCt).toList();
    if (slices.isEmpty()) {
      throw NoVolumeException.unusable(images.get(0).refusal().orElse("no CT images"));
    }
    if (slices.size() < images.size()) {
      notes.add((images.size() - slices.size()) + " images that are no CT slices are left out");
    }
    for (Image image : slices) {
      if (image.refusal().isPresent()) {
        String reason = image.parsed().file().name() + ": " + image.refusal().get();
        throw image.damaged()
            ? NoVolumeException.damaged(reason)
            : NoVolumeException.unusable(reason);
      }
    }
    List<Frame> frames = new ArrayList<>();
    int localizers = 0;
    for (Image image : withoutCopies(slices)) {
      for (Frame frame : image.frames()) {
        if (frame.localizer()) {
          localizers++;
        } else {
          frames.add(frame);
        }
      }
    }
    if (frames.isEmpty()) {
      throw NoVolumeException.unusable("a localizer (scout view), not slices");
    }
    if (localizers > 0) {
      notes.add(localizers + " localizers (scout views) are left out");
    }
    SliceStack made = SliceStack.of(frames);
    notes.addAll(made.notes());
    return made;
  }

  /** The images without those that are there twice. */
  private Collection<Image> withoutCopies(List<Image> slices) throws NoVolumeException {
    Map<String, Image> kept = new LinkedHashMap<>();
    List<Image> result = new ArrayList<>();
    int copies = 0;
    for (Image image : slices) {
      String uid = image.text(Tag.SOP_INSTANCE_UID);
      Image earlier = uid.isEmpty() ? null : kept.putIfAbsent(uid, image);
      if (earlier == null) {
        result.add(image);
      } else if (haveSameBytes(earlier.parsed().file(), image.parsed().file())) {
        copies++;
      } else {
        throw NoVolumeException.unusable(
            "two files state to be the same slice and differ: "
                + earlier.parsed().file().name()
                + " and "
                + image.parsed().file().name());
      }
    }
    if (copies > 0) {
      notes.add(copies + " files are copies of others and count once");
    }
    return result;
  }

  private static boolean haveSameBytes(DicomFile one, DicomFile other) {
    try (InputStream first = one.opener().open();
        InputStream second = other.opener().open()) {
      byte[] here = new byte[1 << 14];
      byte[] there = new byte[here.length];
      int count;
      do {
        count = first.readNBytes(here, 0, here.length);
        if (count != second.readNBytes(there, 0, there.length)
            || !Arrays.equals(here, 0, count, there, 0, count)) {
          return false;
        }
      } while (count > 0);
      return true;
    } catch (IOException e) {
      throw ReadErrors.of(other.name(), 0, e);
    }
  }

  private void describe(SliceStack made) {
    Set<Rescale> rescales = new LinkedHashSet<>();
    boolean lossy = false;
    boolean padded = false;
    for (Frame frame : made.frames()) {
      rescales.add(frame.rescale());
      DataSet data = frame.image().parsed().data();
      lossy |= data.text(Tag.LOSSY_IMAGE_COMPRESSION).orElse("").equals("01");
      padded |= frame.image().layout().padding().isPresent();
    }
    if (rescales.size() > 1) {
      notes.add("the rescaling differs from slice to slice; each slice has its own");
    }
    if (lossy) {
      notes.add("the images were compressed with loss");
    }
    if (padded) {
      notes.add("pixels outside of the image are marked by a padding value, which is kept");
    }
    if (!isHounsfield(made)) {
      warnings.add(
          rescales.stream().anyMatch(r -> r.meaning() == Rescale.Meaning.OTHER)
              ? "the rescale type (0028,1054) is not HU: the values are taken as grey values"
              : "no rescale slope and intercept (0028,1052): the stored numbers are taken as grey"
                  + " values, not as Hounsfield units");
    }
  }

  private static boolean isHounsfield(SliceStack made) {
    return made.frames().stream()
        .allMatch(frame -> frame.rescale().meaning() == Rescale.Meaning.HOUNSFIELD);
  }

  /** Its place in the listing, from 1. */
  public int number() {
    return number;
  }

  /** The Series Instance UID; empty where none is stated. */
  public String uid() {
    String uid = images.get(0).text(Tag.SERIES_INSTANCE_UID);
    return uid.isEmpty() ? "" : Printable.uid(uid);
  }

  /** The modality, such as CT. */
  public String modality() {
    String modality = images.get(0).text(Tag.MODALITY);
    return modality.isEmpty() ? "" : Printable.code(modality);
  }

  /** The description that the operator or the scanner gave; empty where there is none. */
  public String description() {
    return firstText(Tag.SERIES_DESCRIPTION);
  }

  /** The reconstruction kernel; empty where none is stated. */
  public String kernel() {
    String classic = firstText(Tag.CONVOLUTION_KERNEL);
    if (!classic.isEmpty()) {
      return classic;
    }
    for (int groups :
        new int[] {
          Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE
        }) {
      Optional<DataSet> found =
          images
              .get(0)
              .parsed()
              .data()
              .item(groups)
              .flatMap(group -> group.item(Tag.CT_RECONSTRUCTION_SEQUENCE));
      if (found.isPresent()) {
        return FreeText.of(found.get(), Tag.CONVOLUTION_KERNEL, images.get(0).parsed().data());
      }
    }
    return "";
  }

  private String firstText(int tag) {
    DataSet data = images.get(0).parsed().data();
    return FreeText.of(data, tag, data);
  }

  /** The Series Number; it need not be unique. */
  OptionalInt seriesNumber() {
    return images.get(0).parsed().data().integer(Tag.SERIES_NUMBER);
  }

  /** How many slices there are; images, where they make no volume. */
  public int sliceCount() {
    return stack != null
        ? stack.frames().size()
        : images.stream().mapToInt(image -> Math.max(image.frames().size(), 1)).sum();
  }

  /** The thickness of the slices, where it is stated. */
  public OptionalDouble thicknessMm() {
    return images.stream()
        .flatMap(image -> image.frames().stream())
        .mapToDouble(frame -> frame.place().thicknessMm())
        .filter(thickness -> thickness > 0)
        .findFirst();
  }

  /** The names of the transfer syntaxes. */
  public String encoding() {
    Set<String> names = new TreeSet<>();
    images.forEach(image -> names.add(image.parsed().syntax().name()));
    return String.join(", ", names);
  }

  /** The grid of the volume, if the series is one. */
  public Optional<VolumeGeometry> geometry() {
    return Optional.ofNullable(stack).map(SliceStack::geometry);
  }

  /** Whether all there is are segmentations, which are read as masks. */
  public boolean isSegmentation() {
    return images.stream().allMatch(Image::isSegmentation);
  }

  List<Image> images() {
    return images;
  }

  /** Why the series is no volume; the message names no source. */
  public Optional<LungsegException> refusal() {
    return Optional.ofNullable(refusal);
  }

  /**
   * Whether somebody who asks for a CT may mean this series. Scout views, pictures of a screen and
   * other modalities are not meant; a CT of which a slice is missing may be.
   */
  public boolean isChoice() {
    return isChoice;
  }

  /** What is worth knowing. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** What may be read wrongly. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Whether the values are Hounsfield units. */
  public boolean isHounsfield() {
    return isHounsfield(stack());
  }

  /** Whether stored numbers have a sign. */
  public boolean isSigned() {
    return layout().signed();
  }

  /** How many bits a stored number takes: 8 or 16. */
  public int bits() {
    return layout().bitsAllocated();
  }

  /** The slope of the first slice. */
  public double slope() {
    return stack().frames().get(0).rescale().slope();
  }

  /** The intercept of the first slice. */
  public double intercept() {
    return stack().frames().get(0).rescale().intercept();
  }

  private PixelLayout layout() {
    return stack().frames().get(0).image().layout();
  }

  SliceStack stack() {
    if (stack == null) {
      throw new IllegalStateException("no volume");
    }
    return stack;
  }
}
