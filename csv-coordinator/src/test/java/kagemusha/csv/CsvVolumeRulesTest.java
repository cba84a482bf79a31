package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvVolumeState.Answer;
import kagemusha.csv.CsvVolumeState.Claimed;
import kagemusha.csv.CsvVolumeState.Directing;
import kagemusha.csv.CsvVolumeState.End;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Leaving;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Phase;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirected;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
import kagemusha.csv.CsvVolumeState.Reverting;
import kagemusha.csv.CsvVolumeState.Withdrawing;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;
import kagemusha.kernel.testkit.RecordingContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The volume LOG (number 1) of the paper's cluster; job J runs on HYPR2, job K comes too late. */
class CsvVolumeRulesTest {
  static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("paper"), Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
  static final EntityId AGENT = new EntityId("HYPR2.dpmra");
  static final EntityId OTHER = new EntityId("HYPR1.dpmra");
  static final Pin PIN = new Pin("J", "HYPR2", AGENT);
  static final CsvVolume.Released RELEASED = new CsvVolume.Released("LOG", "J");
  static final End END = new End(List.of("J"), List.of(new Answer(AGENT, RELEASED)));
  static final long NET = 7_000_000_000L;
  static final long QUANTUM = 1_000_000;

  /** The 30 minutes of the watch, and a quantum for each of 32 hops. */
  static final long WATCH = 1_800_000_000_000L + 32 * QUANTUM;

  static final Set<String> BOTH = Set.of("HYPR1", "HYPR2");
  static final Set<String> SECOND = Set.of("HYPR2");
  static final CsvVolume.PrepareForBackup PREPARE =
      new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT);
  static final CsvVolume.PrepareForBackup PREPARE_TOO =
      new CsvVolume.PrepareForBackup("K", "HYPR1", OTHER);

  private final CsvVolumeRules rules = new CsvVolumeRules(1, WIRING);

  static Send send(EntityId to, Message message) {
    return new Send("san", to, message);
  }

  static Log log(int id, Level level, String text) {
    return new Log("FailoverClustering", id, level, text, "J");
  }

  static List<Send> toAll(Message message) {
    return List.of(
        send(new EntityId("HYPR1.csv"), message), send(new EntityId("HYPR2.csv"), message));
  }

  static CsvVolumeState at(String owner, long epoch, Phase phase) {
    return new CsvVolumeState(owner, epoch, List.of(), phase);
  }

  static CsvVolumeRules.Moment moment(long netNanos) {
    return new CsvVolumeRules.Moment(netNanos, QUANTUM);
  }

  static Decision<CsvVolumeState> to(CsvVolumeState next, Decision.Act... acts) {
    return Decision.to(next, acts);
  }

  private void decides(CsvVolumeState state, CsvVolume.Command on, Decision<?> expected) {
    assertThat(rules.on(state, on, moment(NET))).isEqualTo(expected);
  }

  @Test
  void prepareHoldsEveryHost() {
    decides(
        CsvVolumeState.online("HYPR1", 1),
        PREPARE,
        to(
                at("HYPR1", 1, new Holding(PIN, BOTH)),
                log(
                    9001,
                    Level.INFORMATION,
                    "Ownership of volume LOG moves from HYPR1 to HYPR2 for a backup; I/O is held."))
            .and(toAll(new CsvNode.Hold(1))));
    decides(
        CsvVolumeState.online("HYPR2", 3),
        PREPARE,
        to(
                at("HYPR2", 3, new Holding(PIN, BOTH)),
                log(
                    9001,
                    Level.INFORMATION,
                    "Volume LOG is prepared for backup on its owner HYPR2; I/O is held."))
            .and(toAll(new CsvNode.Hold(1))));
  }

  @Test
  void theLastHoldLeadsToTheMount() {
    decides(
        at("HYPR1", 1, new Holding(PIN, BOTH)),
        new CsvVolume.Held("HYPR1"),
        to(at("HYPR1", 1, new Holding(PIN, SECOND))));
    decides(
        at("HYPR1", 1, new Holding(PIN, SECOND)),
        new CsvVolume.Held("HYPR2"),
        to(
            at("HYPR1", 1, new Mounting(PIN)),
            new Timer("mount", 2_000_000_000L, new CsvVolume.Mounted())));
  }

  @Test
  void theOwnerItselfNeedsNoMountAndNoNewEpoch() {
    decides(
        at("HYPR2", 3, new Holding(PIN, SECOND)),
        new CsvVolume.Held("HYPR2"),
        to(at("HYPR2", 3, new Redirecting(PIN, BOTH)))
            .and(toAll(new CsvNode.Resume(1, "HYPR2", true, 3))));
  }

  @Test
  void theMountBeginsANewEpochAndIsWrittenDown() {
    decides(
        at("HYPR1", 1, new Mounting(PIN)),
        new CsvVolume.Mounted(),
        to(
                at("HYPR2", 2, new Redirecting(PIN, BOTH)),
                new Persist(new CsvVolumeEvent.OwnershipMoved("HYPR2", 2)),
                log(9002, Level.INFORMATION, "HYPR2 owns volume LOG in epoch 2."))
            .and(toAll(new CsvNode.Resume(1, "HYPR2", true, 2))));
  }

  @Test
  void theLastResumeTellsTheRequester() {
    decides(
        at("HYPR2", 2, new Redirecting(PIN, BOTH)),
        new CsvVolume.Resumed("HYPR1", 2),
        to(at("HYPR2", 2, new Redirecting(PIN, SECOND))));
    decides(
        at("HYPR2", 2, new Redirecting(PIN, SECOND)),
        new CsvVolume.Resumed("HYPR2", 2),
        to(
            at("HYPR2", 2, new Pinned(PIN, NET)),
            new Persist(new CsvVolumeEvent.BackupStarted("J", "HYPR2.dpmra", NET)),
            log(
                5121,
                Level.WARNING,
                "Volume LOG is directly accessible from its owner HYPR2 only;"
                    + " I/O of all other hosts is redirected."),
            send(AGENT, new CsvVolume.Prepared("LOG", "J", 2)),
            new Timer("watch", WATCH, new CsvVolume.DelayExpired())));
  }

  @Test
  void completionReleasesEveryHostAndTellsWhoAskedLast() {
    End later = new End(List.of("J"), List.of(new Answer(OTHER, RELEASED)));
    decides(
        at("HYPR2", 2, new Pinned(PIN, NET)),
        new CsvVolume.BackupComplete("J", OTHER),
        to(at("HYPR2", 2, new Releasing(later, BOTH)))
            .and(toAll(new CsvNode.Resume(1, "HYPR2", false, 2))));
    decides(
        at("HYPR2", 2, new Releasing(END, BOTH)),
        new CsvVolume.Resumed("HYPR1", 2),
        to(at("HYPR2", 2, new Releasing(END, SECOND))));
    decides(
        at("HYPR2", 2, new Releasing(END, SECOND)),
        new CsvVolume.Resumed("HYPR2", 2),
        to(
            CsvVolumeState.online("HYPR2", 2),
            new Persist(new CsvVolumeEvent.BackupEnded("J")),
            log(9003, Level.INFORMATION, "Volume LOG is directly accessible from all hosts again."),
            send(AGENT, new CsvVolume.Released("LOG", "J"))));
  }

  static Map<String, CsvVolumeState> states() {
    Map<String, CsvVolumeState> states = new TreeMap<>();
    states.put("Online", CsvVolumeState.online("HYPR1", 1));
    states.put("Holding", at("HYPR1", 1, new Holding(PIN, BOTH)));
    states.put("Mounting", at("HYPR1", 1, new Mounting(PIN)));
    states.put("Redirecting", at("HYPR2", 1, new Redirecting(PIN, BOTH)));
    states.put("Pinned", at("HYPR2", 1, new Pinned(PIN, NET)));
    states.put("Redirected", at("HYPR2", 1, new Redirected(PIN)));
    states.put("Directing", at("HYPR2", 1, new Directing(PIN, BOTH)));
    states.put("Running", CsvVolumeState.online("HYPR2", 1).with(PIN));
    states.put("Withdrawing", at("HYPR1", 1, new Withdrawing("HYPR2", END)));
    states.put("Reverting", at("HYPR2", 1, new Reverting(END, BOTH)));
    states.put("Releasing", at("HYPR2", 1, new Releasing(END, BOTH)));
    return states;
  }

  private static Map<String, CsvVolume.Command> commands() {
    Map<String, CsvVolume.Command> commands = new TreeMap<>();
    commands.put("Held", new CsvVolume.Held("HYPR1"));
    commands.put("Mounted", new CsvVolume.Mounted());
    commands.put("Resumed", new CsvVolume.Resumed("HYPR1", 1));
    commands.put("Resumed in another epoch", new CsvVolume.Resumed("HYPR1", 2));
    commands.put("Started", new CsvVolume.BackupStarted("J", true, AGENT));
    return commands;
  }

  /** The whole table: what is not on this list is refused with state and command named. */
  @Test
  void nothingElseFits() {
    List<String> fits = new ArrayList<>();
    states()
        .forEach(
            (stateName, state) ->
                commands()
                    .forEach(
                        (name, command) -> {
                          try {
                            rules.on(state, command, moment(NET));
                            fits.add(stateName + " " + name);
                          } catch (IllegalStateException e) {
                            assertThat(e.getMessage())
                                .startsWith("LOG: ")
                                .contains(command.getClass().getSimpleName());
                          }
                        }));
    assertThat(fits)
        .containsExactlyInAnyOrder(
            "Holding Held",
            "Releasing Held",
            "Mounting Mounted",
            "Withdrawing Mounted",
            "Redirecting Resumed",
            "Directing Resumed",
            "Reverting Resumed",
            "Releasing Resumed",
            "Pinned Started",
            "Online Started",
            "Withdrawing Started",
            "Reverting Started",
            "Releasing Started");
  }

  @Test
  void aSecondJobIsToldWhoHoldsTheVolume() {
    states()
        .forEach(
            (name, state) -> {
              if (!name.equals("Online")) {
                decides(
                    state,
                    PREPARE_TOO,
                    to(
                        state,
                        new Log(
                            "FailoverClustering",
                            9004,
                            Level.WARNING,
                            "Volume LOG cannot be prepared for backup by job K:"
                                + " job J has it (error 0x173D).",
                            "K"),
                        send(OTHER, new CsvVolume.Busy("LOG", "K", "J"))));
              }
            });
  }

  /**
   * Any walk through the table. Epochs rise at a move and only there; the journal knows owner,
   * epoch, pin and the running jobs; what a job is told leaves no doubt whether it holds the
   * volume.
   */
  @Property(tries = 500)
  void theJournalRecoversAndNoJobIsForgotten(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "volume", "walk");
    CsvVolumeState state = CsvVolumeState.online("HYPR1", 1);
    CsvVolume recovered = new CsvVolume(1, WIRING);
    RecordingContext context = new RecordingContext(QUANTUM);
    Set<String> holders = new TreeSet<>();
    int serial = 0;
    for (int step = 0; step < 120; step++) {
      long net = step * 60_000_000_000L;
      CsvVolume.Command command = command(state, random, serial++);
      CsvVolumeState next = rules.on(state, command, moment(net)).perform(context);
      boolean moved = !next.owner().equals(state.owner());
      assertThat(next.epoch()).isEqualTo(state.epoch() + (moved ? 1 : 0));
      for (Object event : context.drainPersisted()) {
        recovered.apply(recovered.eventType().cast(event));
      }
      assertThat(recovered.state().owner()).isEqualTo(next.owner());
      assertThat(recovered.state().epoch()).isEqualTo(next.epoch());
      assertThat(next.running()).doesNotHaveDuplicates();
      if (next.phase() instanceof Online
          || next.phase() instanceof Pinned
          || next.phase() instanceof Redirected) {
        assertThat(recovered.state()).isEqualTo(next);
      }
      toldTo(holders, context.drainSent());
      if (command instanceof CsvVolume.DelayExpired && state.phase() instanceof Pinned pinned) {
        holders.remove(pinned.pin().job()); // it has been silent; nobody is told
      }
      assertThat(claims(next)).containsAll(holders);
      state = next;
    }
  }

  /** Follows the notices: who may believe that the volume is prepared for it. */
  private static void toldTo(Set<String> holders, List<RecordingContext.Sent> sent) {
    for (RecordingContext.Sent each : sent) {
      if (each.message() instanceof CsvVolume.Prepared prepared) {
        assertThat(holders.add(prepared.job())).as("prepared twice").isTrue();
      } else if (each.message() instanceof CsvVolume.Released released) {
        holders.remove(released.job());
      } else if (each.message() instanceof CsvVolume.Cleared cleared) {
        holders.remove(cleared.job());
      } else if (each.message() instanceof CsvVolume.Started started) {
        assertThat(holders).contains(started.job());
      }
    }
  }

  /** All jobs that have not been told that they have lost the volume. */
  private static Set<String> claims(CsvVolumeState state) {
    Set<String> jobs = new TreeSet<>();
    state.running().forEach(pin -> jobs.add(pin.job()));
    if (state.phase() instanceof Claimed claimed) {
      jobs.add(claimed.pin().job());
    } else if (state.phase() instanceof Leaving leaving) {
      jobs.addAll(leaving.end().jobs());
    }
    return jobs;
  }

  /** A command that fits the state, at random where there is a choice. */
  private static CsvVolume.Command command(CsvVolumeState state, RandomStream random, int serial) {
    String host = random.chance(0.7) ? state.owner() : random.chance(0.5) ? "HYPR1" : "HYPR2";
    EntityId agent = new EntityId(host + ".dpmra");
    List<String> jobs = new ArrayList<>(claims(state));
    if (random.chance(0.03)) {
      return new CsvVolume.ClearBackupState(new EntityId("console"));
    } else if (!jobs.isEmpty() && random.chance(0.1)) {
      String job = jobs.get((int) random.below(jobs.size()));
      return new CsvVolume.BackupComplete(job, agent);
    } else if (random.chance(0.1)) {
      return new CsvVolume.PrepareForBackup("J" + serial, host, agent);
    }
    Phase phase = state.phase();
    String other = random.chance(0.5) ? "HYPR1" : "HYPR2";
    if (phase instanceof Online) {
      return new CsvVolume.PrepareForBackup("J" + serial, host, agent);
    } else if (phase instanceof Holding) {
      return new CsvVolume.Held(other);
    } else if (phase instanceof Mounting || phase instanceof Withdrawing) {
      return new CsvVolume.Mounted();
    } else if (phase instanceof Pinned pinned) {
      return random.chance(0.2)
          ? new CsvVolume.DelayExpired()
          : new CsvVolume.BackupStarted(
              pinned.pin().job(), random.chance(0.3), pinned.pin().replyTo());
    } else if (phase instanceof Redirected redirected) {
      return new CsvVolume.BackupComplete(redirected.pin().job(), redirected.pin().replyTo());
    }
    return new CsvVolume.Resumed(other, state.epoch());
  }

  @Test
  void aNodeRefusesAnOlderEpoch() {
    VolumeAccess access = new VolumeAccess("HYPR1", "HYPR1");
    access.resume("HYPR2", true, 2);
    assertThatThrownBy(() -> access.resume("HYPR1", false, 1)).hasMessage("HYPR1: epoch 1 after 2");
  }
}
