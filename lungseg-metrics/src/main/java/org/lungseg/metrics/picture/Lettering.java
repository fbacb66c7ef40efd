package org.lungseg.metrics.picture;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;

/**
 * Draws short texts: in the machine's sans-serif font, or, where Java finds no font at all (slim
 * containers), in an alphabet of strokes that is built in. Both are drawn as outlines, so text
 * looks the same in every picture of one machine.
 */
abstract class Lettering {

  private static final Lettering INSTALLED = findInstalled();

  /** The best lettering this machine has. */
  static Lettering installed() {
    return INSTALLED;
  }

  /** The alphabet of strokes, which needs no font. */
  static Lettering strokes() {
    return new StrokeAlphabet();
  }

  /** How wide a text is. */
  abstract double widthPx(String text, double sizePx);

  /** Draws a text with its base line at {@code y}. */
  abstract void draw(Graphics2D graphics, String text, double x, double y, double sizePx);

  /** Draws a text over a dark rim, so that it can be read on any background. */
  final void drawRimmed(
      Graphics2D graphics, String text, double x, double y, double sizePx, Color colour) {
    graphics.setColor(Color.BLACK);
    for (int dx = -1; dx <= 1; dx++) {
      for (int dy = -1; dy <= 1; dy++) {
        draw(graphics, text, x + dx, y + dy, sizePx);
      }
    }
    graphics.setColor(colour);
    draw(graphics, text, x, y, sizePx);
  }

  private static Lettering findInstalled() {
    try {
      Lettering font = new FontLettering();
      // A JDK without fonts or without its font library fails only when a glyph is asked for.
      return font.widthPx("RL", 12) > 0 ? font : strokes();
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      return strokes();
    }
  }

  private static final class FontLettering extends Lettering {

    private static final FontRenderContext CONTEXT =
        new FontRenderContext(new AffineTransform(), true, true);

    private final Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1);

    @Override
    double widthPx(String text, double sizePx) {
      return sized(sizePx).createGlyphVector(CONTEXT, text).getLogicalBounds().getWidth();
    }

    @Override
    void draw(Graphics2D graphics, String text, double x, double y, double sizePx) {
      graphics.fill(
          sized(sizePx).createGlyphVector(CONTEXT, text).getOutline((float) x, (float) y));
    }

    private Font sized(double sizePx) {
      return font.deriveFont((float) sizePx);
    }
  }
}
