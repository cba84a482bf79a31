package kagemusha.backup.dpm;

import static kagemusha.backup.dpm.ReplicaState.ACTIVE;
import static kagemusha.backup.dpm.ReplicaState.CREATING;
import static kagemusha.backup.dpm.ReplicaState.INCONSISTENT;
import static kagemusha.backup.dpm.ReplicaState.MISSING;
import static kagemusha.backup.dpm.ReplicaState.VERIFYING;
import static kagemusha.config.BackupJob.Kind.CONSISTENCY_CHECK;
import static kagemusha.config.BackupJob.Kind.EXPRESS_FULL;
import static kagemusha.config.BackupJob.Kind.RECOVERY;
import static kagemusha.config.BackupJob.Kind.REPLICA_CREATION;
import static kagemusha.config.BackupJob.Kind.SYNCHRONIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kagemusha.backup.dpm.ReplicaRules.Change;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.BackupJob.Method;
import org.junit.jupiter.api.Test;

class ReplicaRulesTest {
  private static boolean may(Kind kind, ReplicaState state, boolean hasPoint) {
    return ReplicaRules.refusal(kind, Method.NETWORK, state, hasPoint).isEmpty();
  }

  /** The whole table. */
  @Test
  void whatEachStateAllows() {
    List<String> allowed = new ArrayList<>();
    for (ReplicaState state : ReplicaState.values()) {
      for (Kind kind : Kind.values()) {
        if (may(kind, state, false)) {
          allowed.add(state + " " + kind);
        }
      }
    }
    assertThat(allowed)
        .containsExactly(
            "MISSING REPLICA_CREATION",
            "CREATING REPLICA_CREATION",
            "CREATING CONSISTENCY_CHECK",
            "ACTIVE REPLICA_CREATION",
            "ACTIVE EXPRESS_FULL",
            "ACTIVE CONSISTENCY_CHECK",
            "VERIFYING REPLICA_CREATION",
            "VERIFYING CONSISTENCY_CHECK",
            "INCONSISTENT REPLICA_CREATION",
            "INCONSISTENT CONSISTENCY_CHECK");
  }

  @Test
  void aPointCanBeRestoredWhateverTheReplicaIs() {
    for (ReplicaState state : ReplicaState.values()) {
      assertThat(may(RECOVERY, state, true)).isTrue();
    }
    assertThat(ReplicaRules.refusal(RECOVERY, Method.NETWORK, ACTIVE, false))
        .contains("there is no recovery point to restore");
  }

  /** Logs are shipped by the agent inside the guest only, to continue a recovery point. */
  @Test
  void aSynchronizationNeedsAnAgentInTheGuestAndAPoint() {
    assertThat(may(SYNCHRONIZATION, ACTIVE, true)).isFalse();
    for (ReplicaState state : ReplicaState.values()) {
      assertThat(synchronizes(state, true)).isEqualTo(state == ACTIVE);
      assertThat(synchronizes(state, false)).isFalse();
    }
  }

  private static boolean synchronizes(ReplicaState state, boolean hasPoint) {
    return ReplicaRules.refusal(SYNCHRONIZATION, Method.IN_GUEST, state, hasPoint).isEmpty();
  }

  @Test
  void whichJobsLeaveAPoint() {
    for (Method method : Method.values()) {
      assertThat(ReplicaRules.makesPoint(REPLICA_CREATION, method)).isTrue();
      assertThat(ReplicaRules.makesPoint(EXPRESS_FULL, method)).isTrue();
      assertThat(ReplicaRules.makesPoint(RECOVERY, method)).isFalse();
      assertThat(ReplicaRules.makesPoint(CONSISTENCY_CHECK, method))
          .isEqualTo(method == Method.IN_GUEST);
    }
    assertThat(ReplicaRules.makesPoint(SYNCHRONIZATION, Method.IN_GUEST)).isTrue();
  }

  @Test
  void whatBecomesOfAReplica() {
    Change bad = new Change(INCONSISTENT, List.of(3106));
    Change good = new Change(ACTIVE, List.of());
    assertThat(ReplicaRules.begun(REPLICA_CREATION, MISSING))
        .isEqualTo(new Change(CREATING, List.of()));
    assertThat(ReplicaRules.ended(REPLICA_CREATION, CREATING, true, true)).isEqualTo(good);
    assertThat(ReplicaRules.ended(REPLICA_CREATION, CREATING, false, false)).isEqualTo(bad);
    assertThat(ReplicaRules.begun(EXPRESS_FULL, ACTIVE)).isEqualTo(good);
    assertThat(ReplicaRules.ended(EXPRESS_FULL, ACTIVE, true, true)).isEqualTo(good);
    assertThat(ReplicaRules.ended(EXPRESS_FULL, ACTIVE, false, false)).isEqualTo(good);
    assertThat(ReplicaRules.ended(EXPRESS_FULL, ACTIVE, false, true)).isEqualTo(bad);
    assertThat(ReplicaRules.begun(CONSISTENCY_CHECK, INCONSISTENT))
        .isEqualTo(new Change(VERIFYING, List.of(3104)));
    assertThat(ReplicaRules.ended(CONSISTENCY_CHECK, VERIFYING, true, true)).isEqualTo(good);
    assertThat(ReplicaRules.ended(CONSISTENCY_CHECK, VERIFYING, false, false)).isEqualTo(bad);
    assertThat(ReplicaRules.ended(RECOVERY, INCONSISTENT, true, false)).isEqualTo(bad);
  }

  @Test
  void aFailedJobIsRunAgainAsWhatHelps() {
    assertThat(ReplicaRules.rerun(EXPRESS_FULL, ACTIVE)).contains(EXPRESS_FULL);
    assertThat(ReplicaRules.rerun(EXPRESS_FULL, MISSING)).contains(REPLICA_CREATION);
    assertThat(ReplicaRules.rerun(EXPRESS_FULL, INCONSISTENT)).contains(CONSISTENCY_CHECK);
    assertThat(ReplicaRules.rerun(REPLICA_CREATION, INCONSISTENT)).contains(CONSISTENCY_CHECK);
    assertThat(ReplicaRules.rerun(RECOVERY, ACTIVE)).isEmpty();
  }
}
