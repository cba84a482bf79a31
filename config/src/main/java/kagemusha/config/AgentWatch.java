package kagemusha.config;

import java.time.Duration;

/**
 * How a DPM server finds out that the agent of a running job is gone, and how long agents wait.
 *
 * @param interval how often the agent is asked
 * @param limit after so long without an answer the job fails
 * @param owners how often all agents are asked which virtual machines are on their hosts
 * @param volumes after so long a job fails that waits for a volume which another backup has
 */
public record AgentWatch(Duration interval, Duration limit, Duration owners, Duration volumes) {
  /**
   * Every minute, five minutes [EE]; a quarter of an hour, which is a hypothesis; four hours [EE].
   */
  public static final AgentWatch USUAL =
      new AgentWatch(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(4));

  /** So many questions without an answer are the limit; one at least. */
  public int misses() {
    return (int) Math.max(1, limit.toNanos() / interval.toNanos());
  }
}
