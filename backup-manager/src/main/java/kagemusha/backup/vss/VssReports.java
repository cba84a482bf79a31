package kagemusha.backup.vss;

import java.util.ArrayList;
import java.util.List;
import kagemusha.backup.vss.VssSet.Failure;
import kagemusha.backup.vss.VssSet.Task;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** What a service says of its sets, to the event log and to whoever has asked for one. */
final class VssReports {
  private static final String SOURCE = "VSS";

  /** Number of the first phase's event; the others follow in order. */
  private static final int FIRST_PHASE = 9200;

  private static final int FAILED = 9220;
  private static final int REFUSED = 9221;
  private static final int TOO_LATE = 9222;

  private final EntityId service;

  VssReports(EntityId service) {
    this.service = service;
  }

  List<Act> phase(Task task, VssPhase phase) {
    String text =
        "Snapshot set %s of %s on %s: %s.".formatted(task.set(), task.vm(), service, phase);
    List<Act> acts = new ArrayList<>();
    acts.add(new Log(SOURCE, FIRST_PHASE + phase.ordinal(), Level.INFORMATION, text, task.set()));
    acts.addAll(toRequester(task, new VssNotice.Phase(task.set(), phase)));
    return acts;
  }

  static Log refused(Task task, VssError error, String why) {
    String text =
        "Snapshot set %s of %s is refused with 0x%08X: %s."
            .formatted(task.set(), task.vm(), error.code(), why);
    return new Log(SOURCE, REFUSED, Level.ERROR, text, task.set());
  }

  static Log failed(Task task, Failure failure) {
    String text =
        "Snapshot set %s of %s failed in %s with 0x%08X: %s."
            .formatted(
                task.set(), task.vm(), failure.phase(), failure.error().code(), failure.why());
    return new Log(SOURCE, FAILED, Level.ERROR, text, task.set());
  }

  static Log tooLate(VssCommand.BackupComplete complete) {
    String text =
        "BackupComplete of snapshot set %s comes when there is no such set: 0x%08X."
            .formatted(complete.set(), VssError.BAD_STATE.code());
    return new Log(SOURCE, TOO_LATE, Level.WARNING, text, complete.set());
  }

  static List<Act> failure(Task task, Failure failure) {
    return toRequester(
        task,
        new VssNotice.Failed(
            task.set(),
            failure.phase(),
            failure.error().code(),
            failure.error().dpmError(),
            failure.why()));
  }

  static List<Act> toRequester(Task task, VssNotice notice) {
    return task.requester().<Act>map(to -> new Tell(to, notice)).stream().toList();
  }
}
