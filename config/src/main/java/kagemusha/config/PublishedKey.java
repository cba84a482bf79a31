package kagemusha.config;

/** What a published number is the number of. */
public record PublishedKey(
    String scenario, String condition, String counter, String instance, String statistic) {
  /** The scenario and condition as a {@link Scenario} names them: {@code S0/baseline}. */
  public String group() {
    return scenario + "/" + condition;
  }

  @Override
  public String toString() {
    return String.join(", ", scenario, condition, counter, instance, statistic);
  }
}
