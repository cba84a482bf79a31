package kagemusha.backup.vss;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import kagemusha.backup.vss.VssSet.Creating;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.fault.Disturbance;

/**
 * Steps that are made to take longer, from outside: the answers in such a phase come later than
 * they were given. The limits of the service run on.
 */
final class SlowSteps {
  private record Slow(double factor, Duration more, Disturbance by) {
    long delayNanos(long tookNanos) {
      return (long) (tookNanos * (factor - 1)) + more.toNanos();
    }
  }

  private final Map<VssPhase, Slow> slow = new EnumMap<>(VssPhase.class);
  private long answers;

  void begin(VssService.Slow command) {
    slow.put(command.phase(), new Slow(command.factor(), command.more(), command.by()));
  }

  void end(VssPhase phase) {
    slow.remove(phase);
  }

  /** Whether an answer is kept back; it will come again as {@link VssService.Late}. */
  boolean keeps(VssSet set, VssService.Command command, Context context) {
    if (slow.isEmpty() || !isAnswer(command) || !(set instanceof Creating creating)) {
      return false;
    }
    Optional<Slow> how = Optional.ofNullable(slow.get(creating.phase()));
    if (how.isEmpty()) {
      return false;
    }
    long took = context.nowNanos() - context.padNanos() - creating.sinceNanos();
    long delay = how.get().delayNanos(Math.max(0, took));
    context.timer(
        "late " + command.set() + " " + answers++,
        context.nowNanos() + delay,
        new VssService.Late(command));
    String what =
        "%s of set %s takes %.3f s longer".formatted(creating.phase(), command.set(), delay / 1e9);
    how.get().by().touched(context, 1, what);
    return true;
  }

  private static boolean isAnswer(VssService.Command command) {
    return command instanceof VssService.FromWriter
        || command instanceof VssService.FromProvider
        || command instanceof VssService.Held;
  }
}
