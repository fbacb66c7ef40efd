package org.lungseg.engine.internal.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.lungseg.api.InputPolicy;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.UnusableInputException;

/**
 * Collects what was found about an image in the order of discovery, and refuses the image for those
 * kinds whose policy is {@link InputPolicy#ERROR}. Not safe for use by many threads.
 */
public final class Findings {

  private final Function<Kind, InputPolicy> policies;
  private final List<SegmentationWarning> warnings = new ArrayList<>();

  /**
   * Collects under policies.
   *
   * @param policies what to do about each kind
   */
  public Findings(Function<Kind, InputPolicy> policies) {
    this.policies = policies;
  }

  /** Whether this kind is to be put right. */
  public boolean repairs(Kind kind) {
    return policies.apply(kind) == InputPolicy.REPAIR;
  }

  /**
   * Adds something that is left as it is.
   *
   * @throws UnusableInputException if it is an error by its policy
   */
  public void add(Kind kind, String format, Object... arguments) {
    add(new SegmentationWarning(kind, String.format(Locale.ROOT, format, arguments)));
  }

  /**
   * Adds something that is put right.
   *
   * @throws UnusableInputException if it is an error by its policy
   */
  public void addRepaired(Kind kind, String format, Object... arguments) {
    add(new SegmentationWarning(kind, String.format(Locale.ROOT, format, arguments), true));
  }

  /**
   * Adds a warning.
   *
   * @throws UnusableInputException if it is an error by its policy
   */
  public void add(SegmentationWarning warning) {
    if (policies.apply(warning.kind()) == InputPolicy.ERROR) {
      throw new UnusableInputException(warning);
    }
    warnings.add(warning);
  }

  /** All so far. */
  public List<SegmentationWarning> warnings() {
    return List.copyOf(warnings);
  }
}
