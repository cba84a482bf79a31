package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;

/** All that one machine sends to another in one tick. */
public record Mail(List<ControlMail> control, List<BatchMail> data, List<Luggage.Load> entities) {
  static Mail empty() {
    return new Mail(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Time of the earliest thing in it, {@code Long.MAX_VALUE} if empty. */
  public long earliestNanos() {
    long earliest = Long.MAX_VALUE;
    for (ControlMail mail : control) {
      earliest = Math.min(earliest, mail.delivery().dueNanos());
    }
    for (BatchMail mail : data) {
      earliest = Math.min(earliest, mail.rows().timeNanos(0));
    }
    for (Luggage.Load load : entities) {
      earliest = Math.min(earliest, load.dueNanos());
    }
    return earliest;
  }
}
