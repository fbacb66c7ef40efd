/**
 * Training samples of whole chests on a coarse grid: a network that sees all of a chest at once can
 * tell dense lung from heart, liver and chest wall by shape and place, where densities are equal.
 */
@NullMarked
package org.lungseg.training.chest;

import org.jspecify.annotations.NullMarked;
