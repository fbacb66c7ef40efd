package org.lungseg.api;

/** Ready-made label sets for lungs, coded in SNOMED CT. */
public final class LungLabels {

  /** The two lungs: right 1, left 2. */
  public static final LabelSet RIGHT_LEFT =
      LabelSet.of(
          new Label(LungSide.RIGHT.labelValue(), "right lung", "3341006", 0xE8743B),
          new Label(LungSide.LEFT.labelValue(), "left lung", "44029006", 0x19A979));

  /**
   * The five lobes, numbered as lungmask does: left upper, left lower, right upper, middle, lower.
   */
  public static final LabelSet LOBES =
      LabelSet.of(
          new Label(1, "left upper lobe", "44714003", 0x19A979),
          new Label(2, "left lower lobe", "41224006", 0x13A4B4),
          new Label(3, "right upper lobe", "42400003", 0xE8743B),
          new Label(4, "right middle lobe", "72481006", 0xED4A7B),
          new Label(5, "right lower lobe", "266005", 0x945ECF));

  private LungLabels() {}
}
