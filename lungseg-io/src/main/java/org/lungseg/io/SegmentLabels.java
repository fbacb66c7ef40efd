package org.lungseg.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.UnusableInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the label that each segment of a segmentation stands for, so that a file in which the left
 * lung has the value 1 does not become one in which it is the right.
 *
 * <p>What a segment is, is taken from its code, else from its name. Where no segment of the file
 * says anything by either (names such as {@code Segment_1}), the values are taken as the labels'
 * own, with a warning.
 */
final class SegmentLabels {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentLabels.class);

  /** Names that programs make up. */
  private static final Pattern SAYS_NOTHING =
      Pattern.compile("(segment|seg|label|mask|region|value)?[ _-]*[0-9]*");

  /**
   * What a file says of a segment.
   *
   * @param name in words
   * @param terminology in codes, if it does
   * @param value its voxels' value, or its number
   */
  record Structure(String name, Optional<SlicerTerminology> terminology, int value) {}

  private SegmentLabels() {}

  /**
   * The label value for each segment, in order; 0 for one that is none of the labels.
   *
   * @param name what errors call the file
   * @throws UnusableInputException if the code and the name of a segment contradict each other
   */
  static List<Integer> of(List<Structure> segments, LabelSet labels, String name) {
    List<Integer> values = new ArrayList<>();
    boolean anySays = false;
    for (Structure segment : segments) {
      Optional<Label> byCode =
          segment.terminology().flatMap(t -> first(labels, label -> t.names(label)));
      Optional<Label> byName = first(labels, label -> sameName(segment.name(), label.name()));
      if (byCode.isPresent() && byName.isPresent() && !byCode.equals(byName)) {
        throw new UnusableInputException(
            name
                + ": the segment '"
                + segment.name()
                + "' is by its code the "
                + byCode.get().name()
                + "; correct one of the two");
      }
      values.add(byCode.or(() -> byName).map(Label::value).orElse(0));
      anySays |= values.get(values.size() - 1) != 0 || !saysNothing(segment);
    }
    if (anySays || segments.isEmpty()) {
      return values;
    }
    LOG.warn(
        "{}: the segments have neither codes nor names of structures; their values are taken as"
            + " those of {}",
        name,
        labels.labels().stream().map(l -> l.value() + " " + l.name()).toList());
    return segments.stream()
        .map(segment -> labels.find(segment.value()).map(Label::value).orElse(0))
        .toList();
  }

  private static Optional<Label> first(LabelSet labels, Predicate<Label> condition) {
    return labels.labels().stream().filter(condition).findFirst();
  }

  private static boolean saysNothing(Structure segment) {
    return SAYS_NOTHING.matcher(segment.name().strip().toLowerCase(Locale.ROOT)).matches();
  }

  /** The same words in any order and case. */
  private static boolean sameName(String one, String other) {
    return words(one).equals(words(other));
  }

  private static Set<String> words(String name) {
    return new TreeSet<>(List.of(name.strip().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
  }
}
