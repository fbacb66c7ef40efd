package org.lungseg.metrics.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;

/** Paints one slice with the mask's outline, the letters of the sides and a scale bar. */
final class PanelPainter {

  private static final int LABELS = 256;
  private static final float OUTLINE_PX = 1.4f;
  private static final double LETTER_PX = 18;
  private static final double SMALL_PX = 12;
  private static final int INSET_PX = 8;

  /** Share of the label's colour laid over the inside: enough to see which side is in. */
  private static final double TINT = 0.07;

  private static final Color LETTER_COLOUR = new Color(0xF2E9C4);
  private static final Color NOTE_COLOUR = new Color(0xE0E0E0);

  /** Lengths a scale bar may have; the longest that takes at most a third of the slice is used. */
  private static final double[] BAR_LENGTHS_MM = {200, 100, 50, 20, 10, 5, 2, 1};

  private static final double MM_PER_CM = 10;

  private final Lettering lettering;
  private final LabelSet labels;
  private final boolean calibrated;

  PanelPainter(Lettering lettering, LabelSet labels, boolean calibrated) {
    this.lettering = lettering;
    this.labels = labels;
    this.calibrated = calibrated;
  }

  /** Paints a panel whose top left corner is the origin of the graphics. */
  void paint(Graphics2D graphics, Slice slice, PanelLayout layout, GreyWindow window) {
    graphics.setColor(Color.BLACK);
    graphics.fillRect(0, 0, layout.panelWidth(), PanelLayout.PANEL_HEIGHT);
    AffineTransform panel = graphics.getTransform();
    graphics.translate(layout.imageX(), layout.imageY());
    graphics.drawImage(grey(slice, layout, window), 0, 0, null);
    drawOutlines(graphics, slice, layout);
    graphics.setTransform(panel);
    drawLetters(graphics, slice.view(), layout.panelWidth());
    drawScale(graphics, layout);
  }

  private BufferedImage grey(Slice slice, PanelLayout layout, GreyWindow window) {
    float[] values = slice.values();
    float[] shown = new float[values.length];
    for (int at = 0; at < values.length; at++) {
      shown[at] = window.toUnit(values[at]);
    }
    int width = layout.imageWidth();
    int height = layout.imageHeight();
    float[] scaled = Resampler.resample(shown, slice.width(), slice.height(), width, height);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] colours = coloursByValue();
    for (int y = 0; y < height; y++) {
      int sourceY = (int) ((y + 0.5) * slice.height() / height);
      for (int x = 0; x < width; x++) {
        int label = slice.labelAt((int) ((x + 0.5) * slice.width() / width), sourceY);
        int grey = Math.round(scaled[y * width + x] * 255);
        image.setRGB(x, y, label == 0 ? grey * 0x010101 : tinted(grey, colours[label]));
      }
    }
    return image;
  }

  private int[] coloursByValue() {
    int[] colours = new int[LABELS];
    for (Label label : labels.labels()) {
      colours[label.value()] = label.rgb();
    }
    return colours;
  }

  private static int tinted(int grey, int rgb) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int colour = rgb >> shift & 0xff;
      mixed |= (int) Math.round((1 - TINT) * grey + TINT * colour) << shift;
    }
    return mixed;
  }

  private void drawOutlines(Graphics2D graphics, Slice slice, PanelLayout layout) {
    Shape clip = graphics.getClip();
    graphics.clipRect(0, 0, layout.imageWidth(), layout.imageHeight());
    graphics.setStroke(new BasicStroke(OUTLINE_PX, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    for (Label label : labels.labels()) {
      graphics.setColor(new Color(label.rgb()));
      graphics.draw(
          Outline.trace(
              slice,
              label.value(),
              (double) layout.imageWidth() / slice.width(),
              (double) layout.imageHeight() / slice.height()));
    }
    graphics.setClip(clip);
  }

  private void drawLetters(Graphics2D graphics, PlaneView view, int width) {
    int height = PanelLayout.PANEL_HEIGHT;
    double middle = height / 2.0 + LETTER_PX / 3;
    letter(graphics, view.leftLetter(), INSET_PX, middle);
    letter(
        graphics,
        view.rightLetter(),
        width - INSET_PX - lettering.widthPx(view.rightLetter(), LETTER_PX),
        middle);
    letter(graphics, view.topLetter(), centred(view.topLetter(), width), INSET_PX + LETTER_PX * .8);
    letter(graphics, view.bottomLetter(), centred(view.bottomLetter(), width), height - INSET_PX);
  }

  private double centred(String letter, int width) {
    return (width - lettering.widthPx(letter, LETTER_PX)) / 2;
  }

  private void letter(Graphics2D graphics, String letter, double x, double y) {
    lettering.drawRimmed(graphics, letter, x, y, LETTER_PX, LETTER_COLOUR);
  }

  private void drawScale(Graphics2D graphics, PanelLayout layout) {
    int base = PanelLayout.PANEL_HEIGHT - INSET_PX;
    if (!calibrated) {
      lettering.drawRimmed(graphics, "spacing assumed", INSET_PX, base, SMALL_PX, NOTE_COLOUR);
      return;
    }
    for (double lengthMm : BAR_LENGTHS_MM) {
      int length = (int) Math.round(lengthMm * layout.pixelsPerMm());
      if (length <= layout.imageWidth() / 3 && length > 0) {
        graphics.setColor(Color.BLACK);
        graphics.fillRect(INSET_PX - 1, base - 4, length + 2, 5);
        graphics.setColor(NOTE_COLOUR);
        graphics.fillRect(INSET_PX, base - 3, length, 3);
        String text =
            lengthMm < MM_PER_CM
                ? Math.round(lengthMm) + " mm"
                : Math.round(lengthMm / MM_PER_CM) + " cm";
        lettering.drawRimmed(graphics, text, INSET_PX, base - 8, SMALL_PX, NOTE_COLOUR);
        return;
      }
    }
  }
}
