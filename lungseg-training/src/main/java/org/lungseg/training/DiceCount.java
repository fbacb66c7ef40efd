package org.lungseg.training;

/** Counts what two masks share. Mutable, for one thread. */
final class DiceCount {

  private long both;
  private long sum;

  /** A place of the two masks. */
  void add(boolean found, boolean lung) {
    both += found && lung ? 1 : 0;
    sum += (found ? 1 : 0) + (lung ? 1 : 0);
  }

  /** The Dice; 1 where both masks are empty. */
  double dice() {
    return sum == 0 ? 1 : 2.0 * both / sum;
  }
}
