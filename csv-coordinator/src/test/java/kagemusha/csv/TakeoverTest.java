package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvVolumeState.Awaiting;
import kagemusha.csv.CsvVolumeState.Claimed;
import kagemusha.csv.CsvVolumeState.End;
import kagemusha.csv.CsvVolumeState.Heir;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Leaving;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Pausing;
import kagemusha.csv.CsvVolumeState.Phase;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirected;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
import kagemusha.csv.CsvVolumeState.Remounting;
import kagemusha.csv.CsvVolumeState.Reopening;
import kagemusha.csv.CsvVolumeState.Withdrawing;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Three hosts; NODE2 owns the volume DATA. */
class TakeoverTest {
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("small"), Map.of("DATA", "NODE2"));
  private static final CsvVolumeRules RULES = new CsvVolumeRules(0, WIRING);
  private static final CsvVolumeRules.Moment NOW = new CsvVolumeRules.Moment(7, 1);
  private static final EntityId AGENT = new EntityId("NODE2.dpmra");
  private static final Pin PIN = new Pin("J", "NODE2", AGENT);
  private static final Pinned PINNED = new Pinned(PIN, 5);
  private static final End NOTHING = new End(List.of(), List.of());
  private static final Set<String> GONE = Set.of("NODE2");
  private static final Set<String> LEFT = Set.of("NODE1", "NODE3");
  private static final List<Pin> NONE = List.of();

  private static CsvVolumeState state(Phase phase, String... absent) {
    return new CsvVolumeState("NODE2", 3, NONE, phase, Set.of(absent));
  }

  private static void decides(
      CsvVolumeState state, CsvVolume.Command command, Decision<CsvVolumeState> expected) {
    assertThat(RULES.on(state, command, NOW)).isEqualTo(expected);
  }

  private static Send node(String host, CsvNode.Command command) {
    return new Send("san", new EntityId(host + ".csv"), command);
  }

  private static Log log(int id, Level level, String text, String job) {
    return new Log("FailoverClustering", id, level, text, job);
  }

  private static final Log PAUSED =
      log(
          5120,
          Level.ERROR,
          "Volume DATA is paused because its owner NODE2 is gone; I/O is queued until NODE1 has it.",
          "");
  private static final Log JOB_LOST =
      log(
          9011,
          Level.ERROR,
          "The backup of volume DATA by job J has ended: its host NODE2 is gone.",
          "J");
  private static final Send TOLD =
      new Send("san", PIN.replyTo(), new CsvVolume.Cleared("DATA", "J"));
  private static final CsvNode.OwnerLost OWNER_LOST = new CsvNode.OwnerLost(0, "NODE2");
  private static final CsvVolume.NodeLost LOST = new CsvVolume.NodeLost("NODE2");
  private static final Timer MOUNT = new Timer("mount", 2_000_000_000L, new CsvVolume.Mounted());

  @Test
  void theFirstHostThatIsLeftTakesAVolumeOver() {
    Heir heir = new Heir("NODE1", Optional.empty());
    decides(
        state(new Online()),
        LOST,
        Decision.to(
            state(new Pausing(heir, NOTHING, LEFT), "NODE2"),
            PAUSED,
            node("NODE1", OWNER_LOST),
            node("NODE3", OWNER_LOST)));
    decides(
        state(new Pausing(heir, NOTHING, Set.of("NODE3")), "NODE2"),
        new CsvVolume.Held("NODE3"),
        Decision.to(state(new Remounting(heir, NOTHING), "NODE2"), MOUNT));
    CsvNode.Resume resume = new CsvNode.Resume(0, "NODE1", false, 4);
    CsvVolumeState moved =
        new CsvVolumeState("NODE1", 4, NONE, new Reopening(heir, NOTHING, false, LEFT), GONE);
    decides(
        state(new Remounting(heir, NOTHING), "NODE2"),
        new CsvVolume.Mounted(),
        Decision.to(
            moved,
            new Persist(new CsvVolumeEvent.OwnershipMoved("NODE1", 4)),
            log(9002, Level.INFORMATION, "NODE1 owns volume DATA in epoch 4.", ""),
            node("NODE1", resume),
            node("NODE3", resume)));
    decides(
        moved.in(new Reopening(heir, NOTHING, false, Set.of("NODE1"))),
        new CsvVolume.Resumed("NODE1", 4),
        Decision.to(
            moved.in(new Online()),
            log(
                9003,
                Level.INFORMATION,
                "Volume DATA is directly accessible from all hosts again.",
                "")));
  }

  /** Between Prepared and the snapshot; with the snapshot there the backup ends with its host. */
  @Test
  void onlyTheStateThatARequesterLeftBehindIsKept() {
    decides(
        state(PINNED),
        LOST,
        Decision.to(
            state(new Pausing(new Heir("NODE1", Optional.of(PINNED)), NOTHING, LEFT), "NODE2"),
            PAUSED,
            node("NODE1", OWNER_LOST),
            node("NODE3", OWNER_LOST)));
    End end = new End(List.of("J"), List.of());
    decides(
        state(new Redirected(PIN)),
        LOST,
        Decision.to(
            state(new Pausing(new Heir("NODE1", Optional.empty()), end, LEFT), "NODE2"),
            JOB_LOST,
            TOLD,
            PAUSED,
            node("NODE1", OWNER_LOST),
            node("NODE3", OWNER_LOST)));
  }

  @Test
  void aHostOutsideTheClusterCannotPrepareForBackup() {
    CsvVolumeState without = state(new Online(), "NODE2");
    decides(
        without, new CsvVolume.PrepareForBackup("J", "NODE2", AGENT), Decision.to(without, TOLD));
  }

  /** It has lost the cluster; what it hears from the time before the loss, it passes over. */
  @Test
  void theOnlyHostThatComesBackIsToldToWaitForTheMount() {
    Heir heir = new Heir("NODE1", Optional.empty());
    CsvVolumeState nobody = state(new Pausing(heir, NOTHING, Set.of()), "NODE1", "NODE2", "NODE3");
    decides(
        nobody,
        new CsvVolume.NodeJoined("NODE1"),
        Decision.to(
            state(new Remounting(heir, NOTHING), "NODE2", "NODE3"),
            node("NODE1", new CsvNode.Join(0, "NODE1", false, 3)),
            node("NODE1", new CsvNode.Hold(0)),
            MOUNT));
  }

  /** They hold their I/O already and do not say so again. */
  @Test
  void hostsThatHoldTheirIoAreNotWaitedFor() {
    End end = new End(List.of("J"), List.of());
    decides(
        state(new Holding(PIN, Set.of("NODE2"))),
        LOST,
        Decision.to(
            state(new Remounting(new Heir("NODE1", Optional.empty()), end), "NODE2"),
            JOB_LOST,
            TOLD,
            PAUSED,
            node("NODE1", OWNER_LOST),
            node("NODE3", OWNER_LOST),
            MOUNT));
  }

  @Test
  void aMoveToAnotherHostGoesOnWithoutTheOldOwner() {
    Pin other = new Pin("K", "NODE3", new EntityId("NODE3.dpmra"));
    decides(
        state(new Holding(other, Set.of("NODE2"))),
        LOST,
        Decision.to(
            state(new Mounting(other), "NODE2"),
            log(
                5120,
                Level.ERROR,
                "Volume DATA is paused because its owner NODE2 is gone; I/O is queued until NODE3 has it.",
                ""),
            node("NODE1", OWNER_LOST),
            node("NODE3", OWNER_LOST),
            MOUNT));
    decides(state(new Mounting(other)), LOST, Decision.to(state(new Mounting(other), "NODE2")));
  }

  @Test
  void aHostThatIsNotTheOwnerIsWaitedForNoMore() {
    CsvVolume.NodeLost third = new CsvVolume.NodeLost("NODE3");
    Decision<CsvVolumeState> pinned =
        RULES.on(state(new Redirecting(PIN, Set.of("NODE3"))), third, NOW);
    assertThat(pinned.next()).isEqualTo(state(new Pinned(PIN, 7), "NODE3"));
    Pin dead = new Pin("K", "NODE3", new EntityId("NODE3.dpmra"));
    Decision<CsvVolumeState> withdrawn = RULES.on(state(new Mounting(dead)), third, NOW);
    End end = new End(List.of("K"), List.of());
    assertThat(withdrawn.next())
        .isEqualTo(state(new Releasing(end, Set.of("NODE1", "NODE2")), "NODE3"));
    assertThat(RULES.on(withdrawn.next(), new CsvVolume.Mounted(), NOW))
        .as("the mount that was under way")
        .isEqualTo(Decision.to(withdrawn.next()));
  }

  @Test
  void theWatchRunsOnDuringATakeover() {
    Heir heir = new Heir("NODE1", Optional.of(PINNED));
    Decision<CsvVolumeState> expired =
        RULES.on(
            state(new Reopening(heir, NOTHING, true, LEFT), "NODE2"),
            new CsvVolume.DelayExpired(),
            NOW);
    End end = new End(List.of("J"), List.of());
    Heir left = new Heir("NODE1", Optional.empty());
    assertThat(expired.next()).isEqualTo(state(new Reopening(left, end, true, LEFT), "NODE2"));
    Decision<CsvVolumeState> over =
        RULES.on(
            state(new Reopening(left, end, true, Set.of("NODE1")), "NODE2"),
            new CsvVolume.Resumed("NODE1", 3),
            NOW);
    assertThat(over.next().phase()).isEqualTo(new Releasing(end, LEFT));
  }

  @Test
  void withoutAnyHostTheVolumeIsUnreachable() {
    CsvVolumeState last =
        new CsvVolumeState("NODE2", 3, NONE, new Online(), Set.of("NODE1", "NODE3"));
    Decision<CsvVolumeState> lost = RULES.on(last, LOST, NOW);
    assertThat(lost.acts())
        .contains(
            log(5142, Level.ERROR, "Volume DATA is accessible no more: no host is left.", ""));
  }

  /** Hosts die at any moment; those who are left answer, and the volume comes to rest. */
  @Property(tries = 300)
  void aVolumeComesToRestWithWhoeverIsLeft(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "takeover", "walk");
    CsvVolumeState state = state(new Online());
    for (int step = 0; step < 60; step++) {
      state = RULES.on(state, command(state, random, step), NOW).next();
      check(state);
    }
    for (int step = 0; step < 20 && !isAtRest(state.phase()); step++) {
      state = RULES.on(state, answer(state, random), NOW).next();
      check(state);
    }
    if (state.absent().size() < 3) {
      assertThat(isAtRest(state.phase())).as("at rest: " + state).isTrue();
      assertThat(state.absent()).doesNotContain(state.owner());
    }
  }

  private static void check(CsvVolumeState state) {
    assertThat(awaited(state.phase())).noneMatch(state.absent()::contains);
    assertThat(state.running()).noneMatch(pin -> state.absent().contains(pin.host()));
    if (state.phase() instanceof Claimed claimed && !(claimed instanceof Pinned)) {
      assertThat(state.absent()).doesNotContain(claimed.pin().host());
    }
  }

  private static Set<String> awaited(Phase phase) {
    if (phase instanceof Holding holding) {
      return holding.awaited();
    } else if (phase instanceof Pausing pausing) {
      return pausing.awaited();
    } else if (phase instanceof Reopening reopening) {
      return reopening.awaited();
    }
    return phase instanceof Awaiting awaiting ? awaiting.awaited() : Set.of();
  }

  private static boolean isAtRest(Phase phase) {
    return phase instanceof Online || phase instanceof Pinned || phase instanceof Redirected;
  }

  /** What the state waits for. */
  private static CsvVolume.Command answer(CsvVolumeState state, RandomStream random) {
    Phase phase = state.phase();
    List<String> hosts = new ArrayList<>(awaited(phase));
    if (hosts.isEmpty()) {
      return new CsvVolume.Mounted();
    }
    String host = hosts.get((int) random.below(hosts.size()));
    return phase instanceof Holding || phase instanceof Pausing
        ? new CsvVolume.Held(host)
        : new CsvVolume.Resumed(host, state.epoch());
  }

  private static CsvVolume.Command command(CsvVolumeState state, RandomStream random, int step) {
    String host = "NODE" + (1 + random.below(3));
    EntityId agent = new EntityId(host + ".dpmra");
    if (random.chance(0.03)) {
      return new CsvVolume.NodeLost(host);
    } else if (random.chance(0.05)) {
      return new CsvVolume.ClearBackupState(new EntityId("console"));
    } else if (random.chance(0.05)) {
      return new CsvVolume.DelayExpired();
    } else if (random.chance(0.05) && state.phase() instanceof Leaving leaving) {
      List<String> jobs = leaving.end().jobs();
      return new CsvVolume.BackupComplete(jobs.isEmpty() ? "none" : jobs.get(0), agent);
    } else if (state.phase() instanceof Online) {
      return new CsvVolume.PrepareForBackup("J" + step, host, agent);
    } else if (state.phase() instanceof Pinned pinned) {
      return new CsvVolume.BackupStarted(
          pinned.pin().job(), random.chance(0.5), pinned.pin().replyTo());
    } else if (state.phase() instanceof Redirected redirected) {
      return new CsvVolume.BackupComplete(redirected.pin().job(), redirected.pin().replyTo());
    } else if (state.phase() instanceof Mounting || state.phase() instanceof Withdrawing) {
      return new CsvVolume.Mounted();
    }
    return answer(state, random);
  }
}
