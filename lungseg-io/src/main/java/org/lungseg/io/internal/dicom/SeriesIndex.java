package org.lungseg.io.internal.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.ReadOptions;
import org.lungseg.io.internal.run.Workers;

/**
 * All series among some files, by Series Instance UID, in the order of their Series Numbers.
 * Immutable.
 */
public final class SeriesIndex {

  private static final int MOST_LISTED = 30;

  private final String name;
  private final List<CtSeries> series;
  private final List<String> notes;

  private SeriesIndex(String name, List<CtSeries> series, List<String> notes) {
    this.name = name;
    this.series = List.copyOf(series);
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads the headers of all files.
   *
   * @throws LungsegException if reading fails for a reason outside the data, goes over a limit, or
   *     if all there is of DICOM is damaged
   */
  public static SeriesIndex of(DicomFiles source, ReadOptions options) {
    List<DicomFile> files = source.files();
    InflationBudget budget = new InflationBudget(source.name(), options.limits());
    AtomicReferenceArray<HeaderReader.Found> found = new AtomicReferenceArray<>(files.size());
    Workers.of(options)
        .forEach(
            files.size(),
            () -> index -> found.set(index, HeaderReader.read(files.get(index), budget)));
    Map<String, List<Image>> groups = new LinkedHashMap<>();
    Optional<LungsegException> damaged = Optional.empty();
    int foreign = 0;
    int noImages = 0;
    for (int index = 0; index < files.size(); index++) {
      HeaderReader.Found one = found.get(index);
      if (one instanceof HeaderReader.Found.OneImage image) {
        String uid = image.image().text(Tag.SERIES_INSTANCE_UID);
        groups.computeIfAbsent(uid, key -> new ArrayList<>()).add(image.image());
      } else if (one instanceof HeaderReader.Found.Damaged file) {
        damaged = damaged.or(() -> Optional.of(file.error()));
      } else if (one instanceof HeaderReader.Found.NoImage) {
        noImages++;
      } else if (one instanceof HeaderReader.Found.NotDicom) {
        foreign++;
      }
    }
    if (groups.isEmpty() && damaged.isPresent()) {
      throw damaged.get();
    }
    List<String> notes = new ArrayList<>();
    if (foreign > 0) {
      notes.add(foreign + " files that are not DICOM are ignored");
    }
    if (noImages > 0) {
      notes.add(noImages + " DICOM files that are no images are ignored");
    }
    return new SeriesIndex(source.name(), numbered(groups, damaged), notes);
  }

  private static List<CtSeries> numbered(
      Map<String, List<Image>> groups, Optional<LungsegException> damaged) {
    List<Map.Entry<String, List<Image>>> ordered = new ArrayList<>(groups.entrySet());
    ordered.sort(
        Comparator.<Map.Entry<String, List<Image>>>comparingInt(
                group -> seriesNumber(group.getValue()).orElse(Integer.MAX_VALUE))
            .thenComparing(Map.Entry::getKey));
    List<CtSeries> series = new ArrayList<>();
    for (Map.Entry<String, List<Image>> group : ordered) {
      series.add(new CtSeries(series.size() + 1, group.getValue(), damaged));
    }
    return series;
  }

  private static OptionalInt seriesNumber(List<Image> images) {
    return images.get(0).parsed().data().integer(Tag.SERIES_NUMBER);
  }

  /** The series, numbered from 1. */
  public List<CtSeries> series() {
    return series;
  }

  /** What is worth knowing of the files as a whole. */
  public List<String> notes() {
    return notes;
  }

  /**
   * The series to read as a volume.
   *
   * @param wanted its number in the listing or its UID; where it is empty, there must be one series
   *     of CT slices only
   * @throws UnusableInputException if there is no such series, or several where none is named
   * @throws UnreadableFormatException if a file of the series is damaged
   */
  public CtSeries choose(Optional<String> wanted) {
    return volume(select(wanted));
  }

  private CtSeries volume(CtSeries chosen) {
    if (chosen.refusal().isPresent()) {
      LungsegException refusal = chosen.refusal().get();
      String message =
          name
              + ": "
              + (series.size() > 1 ? "series " + chosen.number() : "the series")
              + " is no volume: "
              + refusal.getMessage();
      throw refusal instanceof UnreadableFormatException
          ? new UnreadableFormatException(message, refusal)
          : new UnusableInputException(message, refusal);
    }
    return chosen;
  }

  /**
   * The series to read as a volume or, if it is one of segmentations, as a mask.
   *
   * @throws UnusableInputException as {@link #choose} does
   * @throws UnreadableFormatException as {@link #choose} does
   */
  public CtSeries chooseAny(Optional<String> wanted) {
    CtSeries chosen = select(wanted);
    return chosen.isSegmentation() ? chosen : volume(chosen);
  }

  private CtSeries select(Optional<String> wanted) {
    return wanted.map(this::named).orElseGet(this::only);
  }

  private CtSeries named(String wanted) {
    String trimmed = wanted.strip();
    return series.stream()
        .filter(one -> String.valueOf(one.number()).equals(trimmed) || one.uid().equals(trimmed))
        .findFirst()
        .orElseThrow(
            () ->
                new UnusableInputException(
                    name
                        + ": no series "
                        + Printable.text(wanted)
                        + "; give a number or a Series Instance UID of"
                        + listing(series)));
  }

  private CtSeries only() {
    if (series.isEmpty()) {
      throw new UnusableInputException(
          name
              + ": holds no DICOM images"
              + (notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")"));
    }
    List<CtSeries> choices = series.stream().filter(CtSeries::isChoice).toList();
    if (choices.size() > 1) {
      throw new UnusableInputException(
          name
              + ": holds "
              + choices.size()
              + " series of CT slices, expected one; choose by number or by Series Instance UID"
              + " (--series), of"
              + listing(choices));
    }
    if (choices.isEmpty() && series.size() > 1) {
      throw new UnusableInputException(name + ": no series is a CT, of" + listing(series));
    }
    return choices.isEmpty() ? series.get(0) : choices.get(0);
  }

  /** The series in a few words each, without the free text that an operator gave them. */
  private static String listing(List<CtSeries> some) {
    StringBuilder list = new StringBuilder();
    for (CtSeries one : some.subList(0, Math.min(some.size(), MOST_LISTED))) {
      list.append(list.isEmpty() ? " " : "; ").append(one.number()).append(": ");
      list.append(one.modality().isEmpty() ? "modality not stated" : one.modality());
      list.append(", ")
          .append(one.sliceCount())
          .append(one.sliceCount() == 1 ? " image" : " images");
      if (!one.kernel().isEmpty()) {
        list.append(", kernel ").append(one.kernel());
      }
      if (one.geometry().isPresent()) {
        VolumeGeometry grid = one.geometry().get();
        list.append(
            String.format(
                Locale.ROOT,
                ", %d×%d×%d of %.2f×%.2f×%.2f mm",
                grid.size(0),
                grid.size(1),
                grid.size(2),
                grid.spacingMm(0),
                grid.spacingMm(1),
                grid.spacingMm(2)));
      } else {
        list.append(", no volume");
      }
    }
    if (some.size() > MOST_LISTED) {
      list.append("; and ").append(some.size() - MOST_LISTED).append(" more");
    }
    return list.toString();
  }
}
