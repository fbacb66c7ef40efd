package org.lungseg.api;

/**
 * How far a mask of lungs can be trusted, from what is known without a reference. It orders masks,
 * those that should be looked at first having the lowest {@link #value}; it is no Dice coefficient
 * and no probability. What it cannot see: a network that is wrong and sure of it on both sides.
 *
 * @param expectedDice the Dice coefficient to expect between mask and truth if the network's
 *     probabilities are right, 2·Σp·m / (Σp + Σm) with m 1 inside the mask and 0 outside: less
 *     where the network is unsure, where post-processing dropped what it took for lung, and where
 *     it filled in what it did not
 * @param balance 1 where the smaller lung has at least half the volume of the larger; below that
 *     twice the ratio of the two, 0 where one is missing
 */
public record QualityScore(double expectedDice, double balance) {

  /** Checks that both parts are from 0 to 1. */
  public QualityScore {
    requireShare(expectedDice, "expected Dice");
    requireShare(balance, "balance");
  }

  /** The score: the product of the parts, 0 (bad) to 1 (good). */
  public double value() {
    return expectedDice * balance;
  }

  private static void requireShare(double value, String what) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " is from 0 to 1, got " + value);
    }
  }
}
