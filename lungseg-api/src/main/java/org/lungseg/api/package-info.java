/**
 * The vocabulary of lungseg: volumes with geometry, label masks, {@link org.lungseg.api.Segmenter}
 * and its results, and the errors. It holds no file format and no network; those are found at run
 * time or called by the application.
 *
 * <h2>Coordinate frames</h2>
 *
 * <p><b>Voxel indices</b> are {@code (i, j, k)}, in the order in which voxels lie in memory and in
 * the file: {@code i} runs fastest. They are also the three dimensions of the ImgLib2 image, in
 * that order. Index {@code (0, 0, 0)} is the <em>centre</em> of the first voxel.
 *
 * <p><b>RAS millimetres</b> are the patient's own axes: {@code +x} points to the patient's
 * <em>R</em>ight, {@code +y} to the <em>A</em>nterior (the chest), {@code +z} to the
 * <em>S</em>uperior (the head). This is the frame of NIfTI. <b>LPS millimetres</b> are the same
 * axes with {@code x} and {@code y} negated (left, posterior, superior), the frame of DICOM. The
 * library computes in RAS and offers LPS where asked.
 *
 * <p>{@link org.lungseg.api.VolumeGeometry} joins the two: a grid of voxels and the affine map from
 * voxel indices to RAS millimetres. Any handedness and any rotation is allowed.
 *
 * <p><b>Right is always the patient's right</b>, never the right edge of a picture.
 *
 * <h2>Compromises</h2>
 *
 * <p>Masks hold one byte a voxel in one Java array, so a mask has fewer than 2<sup>31</sup> voxels.
 */
@NullMarked
package org.lungseg.api;

import org.jspecify.annotations.NullMarked;
