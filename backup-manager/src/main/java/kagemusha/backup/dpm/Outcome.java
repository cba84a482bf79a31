package kagemusha.backup.dpm;

/**
 * How a run ended.
 *
 * @param failure why it failed; empty if it went well
 * @param dpmError number of the error in DPM's list, such as 30111; 0 if there is none
 */
public record Outcome(String failure, int dpmError) {
  static final Outcome GOOD = new Outcome("", 0);

  static Outcome failed(String why) {
    return new Outcome(why, 0);
  }

  boolean good() {
    return failure.isEmpty();
  }
}
