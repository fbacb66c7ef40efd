package org.lungseg.metrics.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SpacingOrigin;

/** The title lines: each structure with its colour and its volume, wrapped to a width. */
final class Legend {

  static final int LINE_PX = 24;

  private static final double TEXT_PX = 15;
  private static final int SWATCH_PX = 12;
  private static final int GAP_PX = 24;
  private static final Color TEXT_COLOUR = new Color(0xF0F0F0);

  private final Lettering lettering;
  private final List<Entry> entries;
  private final int widthPx;

  /** A text, with a colour before it unless that is negative. */
  private record Entry(String text, int rgb) {}

  Legend(Lettering lettering, LabelMask mask, int widthPx) {
    this.lettering = lettering;
    this.widthPx = widthPx;
    this.entries = entries(mask);
  }

  /** The height of the lines. */
  int heightPx() {
    return lay(null) * LINE_PX;
  }

  /** Draws the lines below the origin of the graphics. */
  void draw(Graphics2D graphics) {
    lay(graphics);
  }

  private static List<Entry> entries(LabelMask mask) {
    List<Entry> entries = new ArrayList<>();
    boolean calibrated = mask.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED;
    for (Label label : mask.labels().labels()) {
      String size =
          calibrated
              ? millilitres(mask.volumeMl(label.value()))
              : String.format(Locale.ROOT, "%,d voxels", mask.voxelCount(label.value()));
      entries.add(new Entry(label.name() + " " + size, label.rgb()));
    }
    if (mask.isEmpty()) {
      entries.add(new Entry("the mask is empty", -1));
    } else if (calibrated) {
      entries.add(new Entry("together " + millilitres(mask.volumeMl()), -1));
    }
    return entries;
  }

  private static String millilitres(double volumeMl) {
    return String.format(Locale.ROOT, volumeMl < 10 ? "%,.1f mL" : "%,.0f mL", volumeMl);
  }

  /** Places the entries line by line, drawing them if there is something to draw on. */
  private int lay(@Nullable Graphics2D graphics) {
    double x = 0;
    int line = 0;
    for (Entry entry : entries) {
      int swatch = entry.rgb() < 0 ? 0 : SWATCH_PX + 6;
      double width = swatch + lettering.widthPx(entry.text(), TEXT_PX);
      if (x > 0 && x + width > widthPx) {
        x = 0;
        line++;
      }
      if (graphics != null) {
        int base = line * LINE_PX + 17;
        if (swatch > 0) {
          graphics.setColor(new Color(entry.rgb()));
          graphics.fillRect((int) x, base - SWATCH_PX, SWATCH_PX, SWATCH_PX);
        }
        graphics.setColor(TEXT_COLOUR);
        lettering.draw(graphics, entry.text(), x + swatch, base, TEXT_PX);
      }
      x += width + GAP_PX;
    }
    return line + 1;
  }
}
