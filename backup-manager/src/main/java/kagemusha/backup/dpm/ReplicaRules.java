package kagemusha.backup.dpm;

import java.util.List;
import java.util.Optional;
import kagemusha.config.BackupJob;
import kagemusha.config.BackupJob.Kind;

/**
 * What jobs may do to a replica and what becomes of it.
 *
 * <pre>
 * any           --replica creation begins--> Creating   --succeeded--> Active
 *                                                       --failed--> Inconsistent
 * Active        --synchronization--> Active             only logs are added, well or not
 * Active        --express full--> Active                --failed, replica not touched--> Active
 *                                                       --failed, replica touched--> Inconsistent
 * not Missing   --consistency check begins--> Verifying --succeeded--> Active
 *                                                       --failed--> Inconsistent
 * </pre>
 *
 * <p>Alert 3106 stands while a replica is inconsistent, alert 3104 while it is verified.
 */
final class ReplicaRules {
  static final int INCONSISTENT_ALERT = 3106;
  static final int VERIFYING_ALERT = 3104;

  private ReplicaRules() {}

  /**
   * What becomes of a replica.
   *
   * @param alerts those that stand from now on
   */
  record Change(ReplicaState next, List<Integer> alerts) {
    static Change to(ReplicaState next) {
      return new Change(
          next,
          switch (next) {
            case INCONSISTENT -> List.of(INCONSISTENT_ALERT);
            case VERIFYING -> List.of(VERIFYING_ALERT);
            default -> List.of();
          });
    }
  }

  /** Why a job cannot be done, if it cannot. */
  static Optional<String> refusal(
      Kind kind, BackupJob.Method method, ReplicaState state, boolean hasPoint) {
    if (method != BackupJob.Method.IN_GUEST && kind == Kind.SYNCHRONIZATION) {
      return Optional.of("a host's agent does not protect what is inside a guest");
    }
    return switch (kind) {
      case EXPRESS_FULL ->
          state == ReplicaState.ACTIVE
              ? Optional.empty()
              : Optional.of("the replica is " + state + "; an express full needs an ACTIVE one");
      case SYNCHRONIZATION ->
          state == ReplicaState.ACTIVE && hasPoint
              ? Optional.empty()
              : Optional.of("there is no ACTIVE replica whose recovery point could be continued");
      case CONSISTENCY_CHECK ->
          state == ReplicaState.MISSING
              ? Optional.of("there is no replica to be checked")
              : Optional.empty();
      case RECOVERY ->
          hasPoint ? Optional.empty() : Optional.of("there is no recovery point to restore");
      default -> Optional.empty();
    };
  }

  static Change begun(Kind kind, ReplicaState state) {
    return Change.to(
        switch (kind) {
          case REPLICA_CREATION -> ReplicaState.CREATING;
          case CONSISTENCY_CHECK -> ReplicaState.VERIFYING;
          default -> state;
        });
  }

  /**
   * @param touched whether a block of the replica has been written in the run
   */
  static Change ended(Kind kind, ReplicaState state, boolean good, boolean touched) {
    return Change.to(
        switch (kind) {
          case REPLICA_CREATION, CONSISTENCY_CHECK ->
              good ? ReplicaState.ACTIVE : ReplicaState.INCONSISTENT;
          case EXPRESS_FULL -> good || !touched ? state : ReplicaState.INCONSISTENT;
          default -> state;
        });
  }

  /** As what a failed job is run again; a recovery is asked for, so it is not. */
  static Optional<Kind> rerun(Kind kind, ReplicaState state) {
    if (kind == Kind.RECOVERY || kind == Kind.SYNCHRONIZATION) {
      return Optional.empty();
    }
    return Optional.of(
        switch (state) {
          case INCONSISTENT -> Kind.CONSISTENCY_CHECK;
          case MISSING -> Kind.REPLICA_CREATION;
          default -> kind;
        });
  }

  /**
   * Whether a job that went well leaves a recovery point. A check in a guest does, because the logs
   * of later synchronizations continue the database that it has made.
   */
  static boolean makesPoint(Kind kind, BackupJob.Method method) {
    return switch (kind) {
      case REPLICA_CREATION, EXPRESS_FULL, SYNCHRONIZATION -> true;
      case CONSISTENCY_CHECK -> method == BackupJob.Method.IN_GUEST;
      case RECOVERY -> false;
    };
  }
}
