package kagemusha.node.testkit;

import kagemusha.config.PhaseNames;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;

/** What has become of a job, or of its repetition, which is another: {@code copy.rerun}. */
public final class JobCheck {
  private final String name;
  private final EventLog events;

  JobCheck(String name, EventLog events) {
    this.name = name;
    this.events = events;
  }

  /** The event's number, of this run and no other whose name begins with it. */
  private String own(String phase) {
    return own(PhaseNames.named(phase).orElseThrow().id());
  }

  private String own(int number) {
    return number + " of " + name;
  }

  public JobCheck succeeded() {
    events.has(own("job.succeeded")).hasNot(own("job.failed"));
    return this;
  }

  public JobCheck failed() {
    events.has(own("job.failed")).hasNot(own("job.succeeded"));
    return this;
  }

  /** Neither of these, so far. */
  public JobCheck isNotOver() {
    events.hasNot(own("job.succeeded"), own("job.failed"));
    return this;
  }

  /** It has failed with this error number of DPM, such as 30112. */
  public JobCheck failedWith(int error) {
    failed();
    events.has(own(error));
    return this;
  }

  /** It has failed, and a warning or an error of it contains this. */
  public JobCheck failedBecause(String part) {
    failed();
    boolean said =
        events.all().stream().anyMatch(event -> complains(event) && event.text().contains(part));
    events.check(said, "job %s has not failed because of '%s'".formatted(name, part));
    return this;
  }

  private boolean complains(EventRecord event) {
    return event.correlation().equals(name) && event.level() != Level.INFORMATION;
  }

  /** An alert has been raised because of it, such as 3106. */
  public JobCheck alert(int number) {
    events.has(own(number));
    return this;
  }

  /** It has made a recovery point, which agrees with its snapshot. */
  public JobCheck madeAPoint() {
    events.has(own("job.recovery-point"), own("job.point-verified"));
    return this;
  }

  /** It has made no recovery point. */
  public JobCheck madeNoPoint() {
    events.hasNot(own("job.recovery-point"), own("job.point-verified"));
    return this;
  }
}
