/**
 * A second network that sees the whole chest at once on a grid of coarse cubes: it tells lung that
 * is as dense as heart, liver and chest wall from them by shape, where a slice alone does not. The
 * image is averaged onto the cubes ({@link org.lungseg.engine.internal.chest.ChestGrid}), the
 * network runs once ({@link org.lungseg.engine.internal.chest.ChestInference}), and its word is
 * added to that of the first network ({@link org.lungseg.engine.internal.chest.ChestFusion}).
 */
@NullMarked
package org.lungseg.engine.internal.chest;

import org.jspecify.annotations.NullMarked;
