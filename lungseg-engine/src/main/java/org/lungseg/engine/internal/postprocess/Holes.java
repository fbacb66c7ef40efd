package org.lungseg.engine.internal.postprocess;

import org.lungseg.engine.internal.run.Workers;

/**
 * Fills background that labels enclose: vessels, nodules and masses inside a lung belong to it. A
 * filled hole takes the label that it shares the most surface with.
 */
final class Holes {

  /**
   * Holes of one axial slice up to this area (a disc of 16 mm) are vessels, bronchi and nodules
   * inside the lung. The hilum and the domes of the diaphragm are larger where they look enclosed
   * in a slice; a larger lesion inside a lung is enclosed in space as well.
   */
  static final double MAX_SLICE_HOLE_MM2 = 200;

  private Holes() {}

  /** Fills what labels enclose in space. The ends of the volume enclose nothing. */
  static void fillEnclosed(LabelCrop crop) {
    Parts parts = Parts.of(crop.labels(), 0, crop.width(), crop.height(), crop.depth());
    PartGraph graph = PartGraph.of(parts, crop);
    boolean[] fill = new boolean[graph.count()];
    for (int part = 1; part < fill.length; part++) { // part 0 is the outside
      fill[part] = graph.label(part) == 0;
    }
    parts.paint(graph.labelsWithFilled(fill), crop.labels(), 0);
  }

  /** Fills small holes of each axial slice. */
  static void fillInSlices(LabelCrop crop, Workers workers) {
    int sliceSize = crop.width() * crop.height();
    double pixelMm2 = crop.spacingMm(0) * crop.spacingMm(1);
    workers.forEach(
        crop.depth() - 2,
        () ->
            index -> {
              int offset = (index + 1) * sliceSize;
              Parts parts = Parts.of(crop.labels(), offset, crop.width(), crop.height(), 1);
              PartGraph graph = PartGraph.of(parts, crop);
              boolean[] fill = new boolean[graph.count()];
              for (int part = 1; part < fill.length; part++) {
                fill[part] =
                    graph.label(part) == 0 && graph.voxels(part) * pixelMm2 <= MAX_SLICE_HOLE_MM2;
              }
              parts.paint(graph.labelsWithFilled(fill), crop.labels(), offset);
            });
  }
}
