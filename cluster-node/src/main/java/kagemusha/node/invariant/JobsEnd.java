package kagemusha.node.invariant;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import kagemusha.config.Phase;
import kagemusha.config.PhaseNames;
import kagemusha.kernel.event.EventRecord;

/**
 * A run of a job that has been announced or has begun ends: it succeeds, or it fails with its
 * alert. One that has done neither is a breach when the end of the emulation finds it older than it
 * can be.
 */
final class JobsEnd implements Checker {
  private static final Phase WAITS = PhaseNames.named("job.waits").orElseThrow();
  private static final Phase STARTED = PhaseNames.named("job.started").orElseThrow();
  private static final Phase SUCCEEDED = PhaseNames.named("job.succeeded").orElseThrow();
  private static final Phase FAILED = PhaseNames.named("job.failed").orElseThrow();

  private final long patienceNanos;
  private final Map<String, EventRecord> open = new LinkedHashMap<>();

  JobsEnd(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  @Override
  public void happened(EventRecord event, Consumer<Breach> breaches) {
    if (is(event, WAITS) || is(event, STARTED)) {
      open.put(event.correlation(), event);
    } else if (is(event, SUCCEEDED) || is(event, FAILED)) {
      if (open.remove(event.correlation()) == null) {
        String what = "job %s has ended without having begun".formatted(event.correlation());
        breaches.accept(new Breach(event.timeNanos(), Breach.Law.JOBS_END, what));
      }
    }
  }

  private static boolean is(EventRecord event, Phase phase) {
    return phase.isBegunBy(event.source(), event.id(), event.correlation());
  }

  @Override
  public void ended(long timeNanos, Consumer<Breach> breaches) {
    open.values().stream()
        .filter(event -> event.timeNanos() + patienceNanos <= timeNanos)
        .forEach(
            event -> {
              String what =
                  "job %s has neither succeeded nor failed, %d s after: %s"
                      .formatted(
                          event.correlation(),
                          (timeNanos - event.timeNanos()) / 1_000_000_000,
                          event.text());
              breaches.accept(new Breach(timeNanos, Breach.Law.JOBS_END, what));
            });
  }
}
