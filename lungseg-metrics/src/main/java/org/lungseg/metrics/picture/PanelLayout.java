package org.lungseg.metrics.picture;

/**
 * Where a slice lies inside its panel: as large as fits, with the same millimetres a pixel across
 * and down, centred.
 *
 * @param panelWidth the panel's width in pixels; its height is {@value #PANEL_HEIGHT}
 * @param imageX left edge of the slice inside the panel
 * @param imageY top edge of the slice inside the panel
 * @param imageWidth width of the slice in pixels
 * @param imageHeight height of the slice in pixels
 * @param pixelsPerMm the scale
 */
record PanelLayout(
    int panelWidth, int imageX, int imageY, int imageWidth, int imageHeight, double pixelsPerMm) {

  static final int PANEL_HEIGHT = 420;

  /** Wide enough for a body seen from the front, which is wider than high. */
  private static final int MAX_WIDTH = 600;

  /** Narrower panels, of thin slabs, are padded so that letters and captions have room. */
  private static final int MIN_WIDTH = 240;

  static PanelLayout of(Slice slice) {
    double scale = Math.min(PANEL_HEIGHT / slice.heightMm(), MAX_WIDTH / slice.widthMm());
    int width = (int) Math.max(1, Math.round(slice.widthMm() * scale));
    int height = (int) Math.max(1, Math.round(slice.heightMm() * scale));
    int panelWidth = Math.max(MIN_WIDTH, width);
    return new PanelLayout(
        panelWidth, (panelWidth - width) / 2, (PANEL_HEIGHT - height) / 2, width, height, scale);
  }
}
