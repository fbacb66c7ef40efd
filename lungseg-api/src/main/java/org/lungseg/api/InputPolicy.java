package org.lungseg.api;

/** What to do about something that is odd about an image; see {@link SegmentationWarning.Kind}. */
public enum InputPolicy {
  /** Refuse the image with {@link UnusableInputException}. */
  ERROR,
  /** Take the image as it says it is, and warn in the result. */
  WARN,
  /** Put right what can be put right, and say so in the result. */
  REPAIR
}
