package kagemusha.backup.dpm;

import java.util.Map;
import java.util.TreeMap;
import kagemusha.backup.BackupWiring;
import kagemusha.config.AgentWatch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;

/**
 * Asks the agent of each running job at regular times whether it is there, and counts what it has
 * not answered. What an answer has gathered of padding is far below the time between two questions.
 */
final class AgentQuestions {
  private final BackupWiring wiring;
  private final AgentWatch watch;
  private final Map<String, Integer> open = new TreeMap<>();

  AgentQuestions(BackupWiring wiring) {
    this.wiring = wiring;
    this.watch = wiring.spec().dpm().tuning().agents();
  }

  /** A run begins; the first question comes after one interval. */
  void begin(String run, Context context) {
    open.put(run, 0);
    askLater(run, context);
  }

  private void askLater(String run, Context context) {
    long at = context.nowNanos() + watch.interval().toNanos();
    context.timer("agent of " + run, at, new DpmServer.AskAgent(run));
  }

  /** It is time to ask again; false if the agent has not answered for too long. */
  boolean ask(String run, EntityId agent, Context context) {
    int unanswered = open.getOrDefault(run, 0);
    if (unanswered >= watch.misses()) {
      return false;
    }
    open.put(run, unanswered + 1);
    context.send(wiring.backupNetwork(), agent, new DpmAgent.AreYouThere(run));
    askLater(run, context);
    return true;
  }

  void answered(String run) {
    open.replace(run, 0);
  }

  void end(String run) {
    open.remove(run);
  }

  long limitSeconds() {
    return watch.limit().toSeconds();
  }
}
