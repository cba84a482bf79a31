package kagemusha.config;

import java.time.Duration;

/**
 * The Volume Shadow Copy Service: how long its steps take by themselves, and when it loses
 * patience.
 *
 * @param revert whether the host's snapshot is reverted to the guest's after it has been made
 */
public record VssSpec(Steps steps, Limits limits, boolean revert) {
  /**
   * What a step takes beside the waiting for writes, the array and the guest.
   *
   * @param metadata a writer describes what it can back up
   * @param prepare a writer prepares for the backup
   * @param flush the store in the guest writes what it has in memory, before it is frozen
   * @param freeze the host's writers freeze; meanwhile the guest, which has its snapshot already,
   *     writes on
   * @param commit a provider's own work while writes are held
   * @param surface the secondary volumes of split pairs are brought to the host
   * @param mount one virtual disk of the snapshot is mounted on the host
   */
  public record Steps(
      Duration metadata,
      Duration prepare,
      Duration flush,
      Duration freeze,
      Duration commit,
      Duration surface,
      Duration mount) {}

  /**
   * Limits in virtual time; what passes them fails the set.
   *
   * @param identify of the writers' metadata
   * @param freeze from Freeze to Thaw
   * @param hold of the wait for writes in flight, and of the commit while writes are held
   * @param guest of a guest's own snapshot
   * @param answer of a guest's answer to anything else
   * @param step of every other step
   */
  public record Limits(
      Duration identify,
      Duration freeze,
      Duration hold,
      Duration guest,
      Duration answer,
      Duration step) {}
}
