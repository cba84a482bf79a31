package kagemusha.kernel.fault;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.entity.Context;

/** What an entity has been asked to tell. */
public final class Watchpoints {
  private final List<Observe> open = new ArrayList<>();

  public void add(Observe observe) {
    open.add(observe);
  }

  /** Whether anybody waits; most of the time nobody does, and nothing need be reckoned. */
  public boolean isEmpty() {
    return open.isEmpty();
  }

  /** Something of this subject stands at this value now. */
  public void reached(String subject, double value, Context context) {
    for (Observe each : List.copyOf(open)) {
      if (value >= each.atLeast() && concerns(each, subject)) {
        open.remove(each);
        context.tell(each.by(), new Observe.Observed(each.ticket()));
      }
    }
  }

  private static boolean concerns(Observe observe, String subject) {
    return observe.subjects().stream()
        .anyMatch(wanted -> subject.equals(wanted) || subject.startsWith(wanted + "."));
  }
}
