package kagemusha.config;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One row of the report's table: a published number beside the emulated figure.
 *
 * @param label what the row is about, for people
 * @param unit may be empty
 * @param tolerancePercent how far off the emulated figure may be, % of the published one; without
 *     it there is no verdict
 */
public record Comparison(
    String label,
    String unit,
    PublishedKey published,
    Measure measure,
    Kind kind,
    OptionalDouble tolerancePercent) {

  /** Where the emulated figure comes from. */
  public enum Kind {
    /** It comes out of mechanisms. */
    MODEL,
    /** It was put in, or follows at once from what was put in. */
    INPUT,
    /** It comes out of mechanisms, but none explains the published number: never a verdict. */
    RESIDUAL
  }

  /** How the emulated figure compares. */
  public enum Verdict {
    WITHIN,
    OUTSIDE,
    /** No published number, not a plain one, or no tolerance. */
    NONE
  }

  /** Label and unit. */
  public String title() {
    return unit.isEmpty() ? label : label + " " + unit;
  }

  /**
   * Judges an emulated figure. It need not be closer to the printed number than that number was
   * rounded: 0.004 agrees with a published 0.00.
   */
  public Verdict judge(Optional<PublishedNumber> number, double emulated) {
    OptionalDouble value = number.map(PublishedNumber::number).orElse(OptionalDouble.empty());
    if (value.isEmpty() || tolerancePercent.isEmpty()) {
      return Verdict.NONE;
    }
    double relative = tolerancePercent.getAsDouble() / 100 * Math.abs(value.getAsDouble());
    double allowed = Math.max(relative, number.map(PublishedNumber::rounding).orElse(0.0));
    return Math.abs(emulated - value.getAsDouble()) <= allowed ? Verdict.WITHIN : Verdict.OUTSIDE;
  }
}
