package kagemusha.console;

/**
 * One published number or statement that a fit wants to meet.
 *
 * @param wanted what is published, for people
 * @param error how far off the figure is, in what is allowed: from -1 to 1 is within
 */
record FitTarget(String condition, String label, String wanted, double figure, double error) {
  boolean isMet() {
    return Math.abs(error) <= 1;
  }

  /** The same target whatever the figure. */
  String key() {
    return condition + " " + label;
  }
}
