package org.lungseg.training.experiment;

import java.nio.file.Path;

/**
 * Masks that a network makes of scans without any, for another network to learn from. In each fold
 * the teacher is the network of another arm, which was trained on the patients of that fold alone,
 * so that nothing of a held-out patient reaches the pupil.
 *
 * @param teacher the name of the arm whose network makes the masks, an earlier one
 * @param pool lists the scans: {@code scans}, each with {@code patient} and {@code ct}, whose path
 *     starts from the data folder; one of each patient
 */
public record PseudoLabels(String teacher, Path pool) {}
