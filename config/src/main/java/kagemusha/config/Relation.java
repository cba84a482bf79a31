package kagemusha.config;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A statement of the paper about how a figure changes, and whether a mechanism can produce it.
 *
 * @param id number of the statement
 * @param label what it is about, for people
 * @param at condition of the published numbers, such as {@code S1/replica_creation}
 * @param versus the other condition, where two are compared
 * @param printed what the paper says, in a few words
 * @param low least value of the relation that agrees with it
 * @param high greatest
 * @param slack a change of the figure itself that is too small to be seen in a printed figure
 * @param residual why no mechanism can produce it, or what contradicts it; such a relation is
 *     printed and never judged. Empty for one that is judged.
 */
public record Relation(
    String id,
    String label,
    String at,
    Optional<String> versus,
    Measure measure,
    Kind kind,
    String printed,
    OptionalDouble low,
    OptionalDouble high,
    double slack,
    String residual) {

  /** What of the figure is judged. */
  public enum Kind {
    /** The figure itself. */
    VALUE("value"),
    /** The figure over the reference. */
    RATIO("ratio"),
    /** The figure less the reference. */
    DIFFERENCE("difference"),
    /** The figure over that of the other condition. */
    VERSUS("versus"),
    /** The figure's ratio to its reference over the other condition's ratio to its own. */
    RISE_VERSUS("rise-versus");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** How configuration calls it. */
    public String key() {
      return key;
    }

    /** Whether it needs another condition. */
    public boolean needsOther() {
      return this == VERSUS || this == RISE_VERSUS;
    }
  }

  /**
   * The relation's value.
   *
   * @param figure that of the condition
   * @param reference that of the steady state without jobs; for {@link Kind#VERSUS} that of the
   *     other condition; for {@link Kind#RISE_VERSUS} the other condition's ratio, and {@code
   *     figure} is this condition's
   */
  public double value(double figure, double reference) {
    return switch (kind) {
      case VALUE -> figure;
      case DIFFERENCE -> figure - reference;
      case RATIO, VERSUS, RISE_VERSUS -> figure / reference;
    };
  }

  /** Whether the figures agree with the paper; {@code NONE} for a residual. */
  public Comparison.Verdict judge(double figure, double reference) {
    if (!residual.isEmpty()) {
      return Comparison.Verdict.NONE;
    }
    double value = value(figure, reference);
    boolean unseen = slack > 0 && Math.abs(figure - reference) <= slack;
    boolean within =
        value >= low.orElse(Double.NEGATIVE_INFINITY)
            && value <= high.orElse(Double.POSITIVE_INFINITY);
    return unseen || within ? Comparison.Verdict.WITHIN : Comparison.Verdict.OUTSIDE;
  }
}
