/**
 * Trains lung segmentation networks and exports them as model packages.
 *
 * <p>The way of the data: a {@link org.lungseg.training.data.DatasetManifest manifest} names cases
 * and their split; {@link org.lungseg.training.data.LabelledSlices} holds their axial slices;
 * {@link org.lungseg.training.augment.SampleAugmenter} turns a slice into a training sample; {@link
 * org.lungseg.training.network.UNet} learns from batches of them in {@link
 * org.lungseg.training.NetworkTrainer}; {@link org.lungseg.training.ModelExporter} writes the
 * network as ONNX and checks it against the training engine.
 *
 * <p>Training runs on DJL's PyTorch engine. Every random choice derives from the seed and the step
 * number, so a run that was stopped goes on as if it had not been.
 */
@NullMarked
package org.lungseg.training;

import org.jspecify.annotations.NullMarked;
