package org.lungseg.training.data;

import java.nio.file.Path;

/**
 * A CT with its reference mask.
 *
 * @param patient whom it shows; all cases of a patient stand on one side of the split
 * @param ct a volume file or a folder of PNG slices
 * @param mask the reference: right lung 1, left lung 2
 * @param split what it may be used for
 */
public record LabelledCase(String patient, Path ct, Path mask, DataSplit split) {}
