package kagemusha.kernel.fault;

import java.util.Optional;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Context;

/**
 * Counts what a disturbance changes while it lasts: says so with the first, and how many there were
 * at its end.
 */
public final class DisturbedCount {
  private final String what;
  private Optional<Disturbance> by = Optional.empty();
  private long count;

  /**
   * @param what is counted, in the plural
   */
  public DisturbedCount(String what) {
    this.what = what;
  }

  public void begin(Disturbance disturbance) {
    by = Optional.of(disturbance);
    count = 0;
  }

  public boolean isOn() {
    return by.isPresent();
  }

  public void add(long more, Context context) {
    if (by.isPresent() && more > 0) {
      if (count == 0) {
        by.get().touched(context, 1, "the first of the " + what);
      }
      count += more;
    }
  }

  /** How many there were beside the first is told now. */
  public void end(Context context) {
    if (by.isPresent() && count > 1) {
      by.get().touched(context, count - 1, count + " " + what + " in all");
    }
    by = Optional.empty();
  }

  /** The same at the end of the run, if that comes first. */
  public void summarise(Consumer<Statistic> report) {
    if (by.isPresent() && count > 1) {
      String number = Integer.toString(by.get().number());
      report.accept(new Statistic(Disturbance.FIGURE, number, what, count - 1));
    }
  }
}
