package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvVolumeState.Holding;
import kagemusha.csv.CsvVolumeState.Mounting;
import kagemusha.csv.CsvVolumeState.Online;
import kagemusha.csv.CsvVolumeState.Pin;
import kagemusha.csv.CsvVolumeState.Pinned;
import kagemusha.csv.CsvVolumeState.Redirecting;
import kagemusha.csv.CsvVolumeState.Releasing;
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
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("paper"), Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
  private static final EntityId AGENT = new EntityId("HYPR2.dpmra");
  private static final EntityId OTHER = new EntityId("HYPR1.dpmra");
  private static final Pin PIN = new Pin("J", "HYPR2", AGENT);
  private static final Set<String> BOTH = Set.of("HYPR1", "HYPR2");
  private static final Set<String> SECOND = Set.of("HYPR2");
  private static final CsvVolume.PrepareForBackup PREPARE =
      new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT);
  private static final CsvVolume.PrepareForBackup PREPARE_TOO =
      new CsvVolume.PrepareForBackup("K", "HYPR1", OTHER);

  private final CsvVolumeRules rules = new CsvVolumeRules(1, WIRING);

  private static Send send(EntityId to, Message message) {
    return new Send("business", to, message);
  }

  private static Log log(int id, Level level, String text) {
    return new Log("FailoverClustering", id, level, text, "J");
  }

  private static List<Send> toAll(Message message) {
    return List.of(
        send(new EntityId("HYPR1.csv"), message), send(new EntityId("HYPR2.csv"), message));
  }

  private static Decision<CsvVolumeState> to(CsvVolumeState next, Decision.Act... acts) {
    return Decision.to(next, acts);
  }

  private void decides(CsvVolumeState state, CsvVolume.Command on, Decision<?> expected) {
    assertThat(rules.on(state, on)).isEqualTo(expected);
  }

  @Test
  void prepareHoldsEveryHost() {
    decides(
        new Online("HYPR1", 1),
        PREPARE,
        to(
                new Holding("HYPR1", 1, PIN, BOTH),
                log(
                    9001,
                    Level.INFORMATION,
                    "Ownership of volume LOG moves from HYPR1 to HYPR2 for a backup; I/O is held."))
            .and(toAll(new CsvNode.Hold(1))));
    decides(
        new Online("HYPR2", 3),
        PREPARE,
        to(
                new Holding("HYPR2", 3, PIN, BOTH),
                log(
                    9001,
                    Level.INFORMATION,
                    "Volume LOG is prepared for backup on its owner HYPR2; I/O is held."))
            .and(toAll(new CsvNode.Hold(1))));
  }

  @Test
  void theLastHoldLeadsToTheMount() {
    decides(
        new Holding("HYPR1", 1, PIN, BOTH),
        new CsvVolume.Held("HYPR1"),
        to(new Holding("HYPR1", 1, PIN, SECOND)));
    decides(
        new Holding("HYPR1", 1, PIN, SECOND),
        new CsvVolume.Held("HYPR2"),
        to(
            new Mounting("HYPR1", 1, PIN),
            new Timer("mount", 2_000_000_000L, new CsvVolume.Mounted())));
  }

  @Test
  void theOwnerItselfNeedsNoMountAndNoNewEpoch() {
    decides(
        new Holding("HYPR2", 3, PIN, SECOND),
        new CsvVolume.Held("HYPR2"),
        to(new Redirecting("HYPR2", 3, PIN, BOTH))
            .and(toAll(new CsvNode.Resume(1, "HYPR2", true, 3))));
  }

  @Test
  void theMountBeginsANewEpochAndIsWrittenDown() {
    decides(
        new Mounting("HYPR1", 1, PIN),
        new CsvVolume.Mounted(),
        to(
                new Redirecting("HYPR2", 2, PIN, BOTH),
                new Persist(new CsvVolumeEvent.OwnershipMoved("HYPR2", 2)),
                log(9002, Level.INFORMATION, "HYPR2 owns volume LOG in epoch 2."))
            .and(toAll(new CsvNode.Resume(1, "HYPR2", true, 2))));
  }

  @Test
  void theLastResumeTellsTheRequester() {
    decides(
        new Redirecting("HYPR2", 2, PIN, BOTH),
        new CsvVolume.Resumed("HYPR1", 2),
        to(new Redirecting("HYPR2", 2, PIN, SECOND)));
    decides(
        new Redirecting("HYPR2", 2, PIN, SECOND),
        new CsvVolume.Resumed("HYPR2", 2),
        to(
            new Pinned("HYPR2", 2, PIN),
            new Persist(new CsvVolumeEvent.BackupStarted("J")),
            log(
                5121,
                Level.WARNING,
                "Volume LOG is directly accessible from its owner HYPR2 only;"
                    + " I/O of all other hosts is redirected."),
            send(AGENT, new CsvVolume.Prepared("LOG", "J", 2))));
  }

  @Test
  void completionReleasesEveryHostAndTellsWhoAskedLast() {
    Pin later = new Pin("J", "HYPR2", OTHER);
    decides(
        new Pinned("HYPR2", 2, PIN),
        new CsvVolume.BackupComplete("J", OTHER),
        to(new Releasing("HYPR2", 2, later, BOTH))
            .and(toAll(new CsvNode.Resume(1, "HYPR2", false, 2))));
    decides(
        new Releasing("HYPR2", 2, PIN, BOTH),
        new CsvVolume.Resumed("HYPR1", 2),
        to(new Releasing("HYPR2", 2, PIN, SECOND)));
    decides(
        new Releasing("HYPR2", 2, PIN, SECOND),
        new CsvVolume.Resumed("HYPR2", 2),
        to(
            new Online("HYPR2", 2),
            new Persist(new CsvVolumeEvent.BackupEnded("J")),
            log(9003, Level.INFORMATION, "Volume LOG is directly accessible from all hosts again."),
            send(AGENT, new CsvVolume.Released("LOG", "J"))));
  }

  private static Map<String, CsvVolumeState> states() {
    Map<String, CsvVolumeState> states = new TreeMap<>();
    states.put("Online", new Online("HYPR1", 1));
    states.put("Holding", new Holding("HYPR1", 1, PIN, BOTH));
    states.put("Mounting", new Mounting("HYPR1", 1, PIN));
    states.put("Redirecting", new Redirecting("HYPR2", 1, PIN, BOTH));
    states.put("Pinned", new Pinned("HYPR2", 1, PIN));
    states.put("Releasing", new Releasing("HYPR2", 1, PIN, BOTH));
    return states;
  }

  private static Map<String, CsvVolume.Command> commands() {
    Map<String, CsvVolume.Command> commands = new TreeMap<>();
    commands.put("Prepare", PREPARE_TOO);
    commands.put("Held", new CsvVolume.Held("HYPR1"));
    commands.put("Mounted", new CsvVolume.Mounted());
    commands.put("Resumed", new CsvVolume.Resumed("HYPR1", 1));
    commands.put("Resumed in another epoch", new CsvVolume.Resumed("HYPR1", 2));
    commands.put("Complete", new CsvVolume.BackupComplete("J", AGENT));
    commands.put("Complete of another job", new CsvVolume.BackupComplete("K", AGENT));
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
                            rules.on(state, command);
                            fits.add(stateName + " " + name);
                          } catch (IllegalStateException e) {
                            assertThat(e.getMessage())
                                .startsWith("LOG: ")
                                .contains(command.getClass().getSimpleName());
                          }
                        }));
    assertThat(fits)
        .containsExactlyInAnyOrder(
            "Online Prepare",
            "Holding Prepare",
            "Holding Held",
            "Mounting Prepare",
            "Mounting Mounted",
            "Redirecting Prepare",
            "Redirecting Resumed",
            "Pinned Prepare",
            "Pinned Complete",
            "Releasing Prepare",
            "Releasing Resumed");
  }

  @Test
  void aSecondJobIsToldWhoHoldsTheVolume() {
    states()
        .forEach(
            (name, state) -> {
              if (!(state instanceof Online)) {
                decides(
                    state,
                    PREPARE_TOO,
                    to(state, send(OTHER, new CsvVolume.Busy("LOG", "K", "J"))));
              }
            });
  }

  /** Any walk through the table: epochs rise at a move and only there; the journal knows it all. */
  @Property(tries = 200)
  void epochsNeverGoBackAndTheJournalRecoversOwnerEpochAndPin(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "volume", "walk");
    CsvVolumeState state = new Online("HYPR1", 1);
    CsvVolume recovered = new CsvVolume(1, WIRING);
    RecordingContext context = new RecordingContext(1);
    for (int step = 0; step < 60; step++) {
      CsvVolumeState next = rules.on(state, command(state, random)).perform(context);
      boolean moved = !next.owner().equals(state.owner());
      assertThat(next.epoch()).isEqualTo(state.epoch() + (moved ? 1 : 0));
      for (Object event : context.drainPersisted()) {
        recovered.apply(recovered.eventType().cast(event));
      }
      assertThat(recovered.state().owner()).isEqualTo(next.owner());
      assertThat(recovered.state().epoch()).isEqualTo(next.epoch());
      if (next instanceof Online || next instanceof Pinned) {
        assertThat(recovered.state()).isEqualTo(next);
      }
      state = next;
    }
  }

  /** A command that fits the state, at random where there is a choice. */
  private static CsvVolume.Command command(CsvVolumeState state, RandomStream random) {
    String host = random.chance(0.5) ? "HYPR1" : "HYPR2";
    EntityId agent = new EntityId(host + ".dpmra");
    if (state instanceof Online || random.chance(0.2)) {
      return new CsvVolume.PrepareForBackup("J" + random.below(9), host, agent);
    } else if (state instanceof Holding) {
      return new CsvVolume.Held(host);
    } else if (state instanceof Mounting) {
      return new CsvVolume.Mounted();
    } else if (state instanceof Pinned pinned) {
      return new CsvVolume.BackupComplete(pinned.pin().job(), pinned.pin().replyTo());
    }
    return new CsvVolume.Resumed(host, state.epoch());
  }

  @Test
  void aNodeRefusesAnOlderEpoch() {
    VolumeAccess access = new VolumeAccess("HYPR1", "HYPR1");
    access.resume("HYPR2", true, 2);
    assertThatThrownBy(() -> access.resume("HYPR1", false, 1)).hasMessage("HYPR1: epoch 1 after 2");
  }
}
