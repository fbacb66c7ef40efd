package org.lungseg.metrics.picture;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Path2D;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Capitals, digits and the signs that the previews use, drawn as lines; small letters become
 * capitals and anything else is a box.
 */
final class StrokeAlphabet extends Lettering {

  /** Height of a capital, in units of the signs below, and their share of the text's size. */
  private static final double UNITS_HIGH = 6;

  private static final double CAPITAL_SHARE = 0.7;
  private static final double ADVANCE_UNITS = 5.6;

  private static final String UNKNOWN = "0040460600";

  /**
   * The lines of each sign, a space between lines. A point is two digits: x from 0 (left) to 4, y
   * from 0 (top) to 6 (base line).
   */
  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('A', "062046 1434"),
          Map.entry('B', "060030414233 033344453606"),
          Map.entry('C', "4130100105163645"),
          Map.entry('D', "00063645413000"),
          Map.entry('E', "40000646 0333"),
          Map.entry('F', "400006 0333"),
          Map.entry('G', "41301001051636454323"),
          Map.entry('H', "0006 4046 0343"),
          Map.entry('I', "2026 1030 1636"),
          Map.entry('J', "4045361605"),
          Map.entry('K', "0006 4003 1246"),
          Map.entry('L', "000646"),
          Map.entry('M', "0600234046"),
          Map.entry('N', "06004640"),
          Map.entry('O', "103041453616050110"),
          Map.entry('P', "06003041423303"),
          Map.entry('Q', "103041453616050110 2446"),
          Map.entry('R', "06003041423303 2346"),
          Map.entry('S', "413010010213334445361605"),
          Map.entry('T', "0040 2026"),
          Map.entry('U', "000516364540"),
          Map.entry('V', "002640"),
          Map.entry('W', "0016233640"),
          Map.entry('X', "0046 4006"),
          Map.entry('Y', "002340 2326"),
          Map.entry('Z', "00400646"),
          Map.entry('0', "103041453616050110 4105"),
          Map.entry('1', "112026 1636"),
          Map.entry('2', "01103041420646"),
          Map.entry('3', "01103041423313 334445361605"),
          Map.entry('4', "36300444"),
          Map.entry('5', "400003334445361605"),
          Map.entry('6', "4130100105163645443303"),
          Map.entry('7', "004016"),
          Map.entry('8', "103041423313020110 1304051636454433"),
          Map.entry('9', "0516364541301001021343"),
          Map.entry('.', "2526"),
          Map.entry(',', "2516"),
          Map.entry(':', "2122 2425"),
          Map.entry(';', "2122 2516"),
          Map.entry('/', "4006"),
          Map.entry('(', "30212536"),
          Map.entry(')', "10212516"),
          Map.entry('-', "1333"),
          Map.entry('−', "1333"),
          Map.entry('%', "4006 0110 3645"),
          Map.entry('\'', "2021"),
          Map.entry(' ', ""));

  @Override
  double widthPx(String text, double sizePx) {
    return text.length() * ADVANCE_UNITS * unitPx(sizePx);
  }

  @Override
  void draw(Graphics2D graphics, String text, double x, double y, double sizePx) {
    double unit = unitPx(sizePx);
    Path2D lines = new Path2D.Double();
    String capitals = text.toUpperCase(Locale.ROOT);
    for (int at = 0; at < capitals.length(); at++) {
      String sign = Objects.requireNonNullElse(SIGNS.get(capitals.charAt(at)), UNKNOWN);
      append(lines, sign, x + at * ADVANCE_UNITS * unit, y - UNITS_HIGH * unit, unit);
    }
    Stroke before = graphics.getStroke();
    graphics.setStroke(
        new BasicStroke((float) unit, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(lines);
    graphics.setStroke(before);
  }

  private static double unitPx(double sizePx) {
    return sizePx * CAPITAL_SHARE / UNITS_HIGH;
  }

  private static void append(Path2D lines, String sign, double left, double top, double unit) {
    boolean newLine = true;
    for (int at = 0; at < sign.length(); ) {
      if (sign.charAt(at) == ' ') {
        newLine = true;
        at++;
        continue;
      }
      double x = left + (sign.charAt(at) - '0') * unit;
      double y = top + (sign.charAt(at + 1) - '0') * unit;
      if (newLine) {
        lines.moveTo(x, y);
      } else {
        lines.lineTo(x, y);
      }
      newLine = false;
      at += 2;
    }
  }
}
