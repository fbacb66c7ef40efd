package org.lungseg.metrics.picture;

/** The three standard planes and how each lies on the picture. RAS axes: 0 R, 1 A, 2 S. */
enum PlaneView {
  /** Seen from the feet: right on the left, chest up. */
  AXIAL("axial", "from the feet", 0, 1, "R", "L", "A", "P"),
  /** Seen from the front: right on the left, head up. */
  CORONAL("coronal", "from the back", 0, 2, "R", "L", "H", "F"),
  /** Seen from the patient's left: chest on the left, head up. */
  SAGITTAL("sagittal", "from the left", 1, 2, "A", "P", "H", "F");

  private final String title;
  private final String countedFrom;
  private final int horizontalRasAxis;
  private final int verticalRasAxis;
  private final String left;
  private final String right;
  private final String top;
  private final String bottom;

  PlaneView(
      String title,
      String countedFrom,
      int horizontalRasAxis,
      int verticalRasAxis,
      String left,
      String right,
      String top,
      String bottom) {
    this.title = title;
    this.countedFrom = countedFrom;
    this.horizontalRasAxis = horizontalRasAxis;
    this.verticalRasAxis = verticalRasAxis;
    this.left = left;
    this.right = right;
    this.top = top;
    this.bottom = bottom;
  }

  String title() {
    return title;
  }

  /** Where slice 1 lies: all slices are counted towards R, A or S. */
  String countedFrom() {
    return countedFrom;
  }

  /** The RAS axis that runs across the picture, its positive end on the left. */
  int horizontalRasAxis() {
    return horizontalRasAxis;
  }

  /** The RAS axis that runs down the picture, its positive end at the top. */
  int verticalRasAxis() {
    return verticalRasAxis;
  }

  /** The RAS axis that the slices are stacked along. */
  int normalRasAxis() {
    return 3 - horizontalRasAxis - verticalRasAxis;
  }

  String leftLetter() {
    return left;
  }

  String rightLetter() {
    return right;
  }

  String topLetter() {
    return top;
  }

  String bottomLetter() {
    return bottom;
  }
}
