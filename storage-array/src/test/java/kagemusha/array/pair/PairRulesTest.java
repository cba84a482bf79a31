package kagemusha.array.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kagemusha.array.pair.PairState.CatchingUp;
import kagemusha.array.pair.PairState.Copying;
import kagemusha.array.pair.PairState.Filling;
import kagemusha.array.pair.PairState.Mirroring;
import kagemusha.array.pair.PairState.Restoring;
import kagemusha.array.pair.PairState.Simplex;
import kagemusha.array.pair.PairState.Split;
import kagemusha.array.pair.PairState.Splitting;
import kagemusha.array.pair.PairState.Suspended;
import kagemusha.array.protocol.ControllerCommand.ForPair;
import kagemusha.array.protocol.ControllerCommand.ForgetPair;
import kagemusha.array.protocol.ControllerCommand.FreezeImage;
import kagemusha.array.protocol.ControllerCommand.ReportPair;
import kagemusha.array.protocol.ControllerCommand.StartCopy;
import kagemusha.array.protocol.ControllerCommand.StopCopy;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.array.protocol.PairCopyNotice.CopyDone;
import kagemusha.array.protocol.PairCopyNotice.CopyFailed;
import kagemusha.array.protocol.PairCopyNotice.ImageFrozen;
import kagemusha.array.protocol.PairCopyNotice.ImageRefused;
import kagemusha.array.protocol.PairNotice.Rejected;
import kagemusha.array.protocol.PairStatus;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.ControllerSpec;
import kagemusha.config.ArraySpec.LuSpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pair P of the LUs A and S; the asker is the provider on HYPR1, another waits already. */
class PairRulesTest {
  private static final EntityId ASKER = new EntityId("HYPR1.hitachi");
  private static final EntityId WAITING = new EntityId("HYPR2.hitachi");
  private static final EntityId CONTROLLER = new EntityId("AMS.CTL1");

  /** As in the documents of the command line: Ok is carried out, Np not, Ab rejected. */
  private static final String TABLE =
      """
             Create Split Resync Restore Delete Suspend
      SMPL   Ok     Ab    Ab     Ab      Np     Ab
      COPY   Np     Ab    Np     Np      Ab     Ab
      PAIR   Np     Ok    Np     Np      Ok     Ab
      PSUS   Ab     Np    Ok     Ok      Ok     Ab
      RCPY   Np     Ab    Np     Np      Ab     Ab
      PSUE   Ab     Ab    Ok     Ab      Ok     Ab
      """;

  private static final Map<PairStatus, PairState> STATES =
      Map.of(
          PairStatus.SMPL, new Simplex(),
          PairStatus.COPY, new Copying(WAITING),
          PairStatus.PAIR, new Mirroring(),
          PairStatus.PSUS, new Split("I"),
          PairStatus.RCPY, new Restoring(WAITING),
          PairStatus.PSUE, new Suspended());

  private static final Map<String, PairCommand> COMMANDS =
      Map.of(
          "Create", new PairCommand.Create(ASKER),
          "Split", new PairCommand.Split("J", ASKER),
          "Resync", new PairCommand.Resync(ASKER),
          "Restore", new PairCommand.Restore(ASKER),
          "Delete", new PairCommand.Delete(ASKER),
          "Suspend", new PairCommand.Suspend(ASKER));

  private final PairRules rules = rules(false);

  private static PairRules rules(boolean forcedSuspend) {
    return rules(forcedSuspend, /* quick= */ false);
  }

  private static PairRules rules(boolean forcedSuspend, boolean quick) {
    PairSpec pair =
        new PairSpec(
            "P", "A", "S", PairStart.PSUS, 1_000_000, forcedSuspend, 1 << 20, 2, quick, 1 << 20, 0);
    ControllerSpec controller =
        new ControllerSpec(
            "CTL1", 1 << 30, 0.5, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    List<LuSpec> lus =
        List.of(
            new LuSpec("A", "P0", 1 << 30, "CTL1", true),
            new LuSpec("S", "P1", 1 << 30, "CTL1", false));
    ArraySpec array =
        new ArraySpec(
            "AMS",
            List.of("san"),
            List.of(controller),
            List.of(),
            List.of(),
            List.of(),
            lus,
            List.of(pair));
    return new PairRules(array, pair, "san");
  }

  static Stream<Arguments> table() {
    List<String> lines = TABLE.lines().toList();
    List<String> commands = List.of(lines.get(0).trim().split(" +"));
    List<Arguments> cells = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.trim().split(" +");
      for (int i = 0; i < commands.size(); i++) {
        cells.add(Arguments.of(PairStatus.valueOf(words[0]), commands.get(i), words[i + 1]));
      }
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "{1} in {0} is {2}")
  @MethodSource("table")
  void everyCommandInEveryState(PairStatus status, String name, String verdict) {
    PairState state = STATES.get(status);
    assertThat(state.status()).isEqualTo(status);
    Decision<PairState> decision = rules.on(state, COMMANDS.get(name));

    switch (verdict) {
      case "Ok" -> assertThat(decision.next()).isNotEqualTo(state);
      case "Np" -> assertThat(decision).isEqualTo(Decision.to(state, report(state, ASKER)));
      default -> assertThat(decision).isEqualTo(rejection(state, name));
    }
  }

  private static Decision<PairState> rejection(PairState state, String command) {
    return Decision.to(
        state,
        log(
            1025,
            Level.WARNING,
            "Pair P in state " + state.status() + " rejects the command " + command + ".",
            "P"),
        new Send("san", ASKER, new Rejected("P", command, state.status())));
  }

  private static Tell report(PairState state, EntityId asker) {
    return tell(new ReportPair("P", state.status(), state.image(), asker));
  }

  private static Tell tell(ForPair message) {
    return new Tell(CONTROLLER, message);
  }

  private static Log log(int id, Level level, String text, String correlation) {
    return new Log("AMS", id, level, text, correlation);
  }

  private static Log log(int id, String text) {
    return log(id, Level.INFORMATION, text, "P");
  }

  private void decides(PairState state, PairCommand command, PairState next, Act... acts) {
    assertThat(rules.on(state, command)).isEqualTo(Decision.to(next, acts));
  }

  private void decides(PairState state, PairCopyNotice notice, PairState next, Act... acts) {
    assertThat(rules.on(state, notice)).isEqualTo(Decision.to(next, acts));
  }

  @Test
  void copiesBeginAtTheController() {
    decides(
        new Simplex(),
        new PairCommand.Create(ASKER),
        new Copying(ASKER),
        new Persist(new PairEvent.CopyBegan("P", false)),
        log(1020, "Pair P copies all that is allocated to the secondary volume."),
        tell(new StartCopy("P", false, true)));
    for (PairState state : List.of(new Split("I"), new Suspended())) {
      decides(
          state,
          new PairCommand.Resync(ASKER),
          new Copying(ASKER),
          new Persist(new PairEvent.CopyBegan("P", false)),
          log(1020, "Pair P copies what differs to the secondary volume."),
          tell(new StartCopy("P", false, false)));
    }
    decides(
        new Split("I"),
        new PairCommand.Restore(ASKER),
        new Restoring(ASKER),
        new Persist(new PairEvent.CopyBegan("P", true)),
        log(1020, "Pair P copies what differs back to the primary volume."),
        tell(new StartCopy("P", true, false)));
  }

  @Test
  void theEndOfACopyIsTold() {
    for (PairState state : List.of(new Copying(WAITING), new Restoring(WAITING))) {
      decides(
          state,
          new CopyDone("P"),
          new Mirroring(),
          new Persist(new PairEvent.Paired("P")),
          log(1021, "Pair P is in step."),
          report(new Mirroring(), WAITING));
    }
  }

  @Test
  void aSplitWaitsForItsImage() {
    decides(
        new Mirroring(),
        new PairCommand.Split("J", ASKER),
        new Splitting(ASKER),
        tell(new FreezeImage("P", "J")));
    decides(
        new Splitting(ASKER),
        new ImageFrozen("P", "J"),
        new Split("J"),
        new Persist(new PairEvent.WasSplit("P", "J")),
        log(1022, Level.INFORMATION, "Pair P is split; its secondary volume is J.", "J"),
        report(new Split("J"), ASKER));
    assertThat(rules.on(new Splitting(ASKER), new ImageRefused("P", "J")))
        .isEqualTo(rejection(new Mirroring(), "Split"));
  }

  @Test
  void whileASplitIsWaitedForASecondIsRejectedAndADeleteEndsIt() {
    Splitting splitting = new Splitting(WAITING);
    assertThat(rules.on(splitting, new PairCommand.Split("K", ASKER)))
        .isEqualTo(rejection(splitting, "Split"));
    decides(splitting, new PairCommand.Resync(ASKER), splitting, report(splitting, ASKER));
    decides(
        splitting,
        new PairCommand.Delete(ASKER),
        new Simplex(),
        new Persist(new PairEvent.WasDeleted("P")),
        log(1024, "Pair P is deleted."),
        tell(new ForgetPair("P")),
        report(new Simplex(), WAITING),
        report(new Simplex(), ASKER));
  }

  @Test
  void deleteForgetsThePair() {
    for (PairState state : List.of(new Mirroring(), new Split("I"), new Suspended())) {
      decides(
          state,
          new PairCommand.Delete(ASKER),
          new Simplex(),
          new Persist(new PairEvent.WasDeleted("P")),
          log(1024, "Pair P is deleted."),
          tell(new ForgetPair("P")),
          report(new Simplex(), ASKER));
    }
  }

  @Test
  void aFailedCopySuspendsAndWhoWaitsLearnsIt() {
    Persist persisted = new Persist(new PairEvent.WasSuspended("P", "no room"));
    Log logged = log(1023, Level.ERROR, "Pair P is suspended: no room.", "P");
    for (PairState state :
        List.of(new Copying(WAITING), new Restoring(WAITING), new Splitting(WAITING))) {
      decides(
          state,
          new CopyFailed("P", "no room"),
          new Suspended(),
          persisted,
          logged,
          report(new Suspended(), WAITING));
    }
    decides(new Mirroring(), new CopyFailed("P", "no room"), new Suspended(), persisted, logged);
  }

  @Test
  void lateNoticesMeanNothing() {
    for (PairState state : List.of(new Simplex(), new Split("I"), new Suspended())) {
      decides(state, new CopyDone("P"), state);
      decides(state, new CopyFailed("P", "no room"), state);
      decides(state, new ImageFrozen("P", "J"), state);
      decides(state, new ImageRefused("P", "J"), state);
    }
    decides(new Mirroring(), new CopyDone("P"), new Mirroring());
  }

  @Test
  void aForcedSuspendStopsTheCopyWhereThereIsAPair() {
    PairRules forced = rules(true);
    PairCommand suspend = new PairCommand.Suspend(ASKER);
    Persist persisted = new Persist(new PairEvent.WasSuspended("P", "by command"));
    Log logged = log(1023, Level.ERROR, "Pair P is suspended: by command.", "P");

    for (PairState state : List.of(new Mirroring(), new Split("I"))) {
      assertThat(forced.on(state, suspend))
          .isEqualTo(
              Decision.to(
                  new Suspended(),
                  persisted,
                  logged,
                  tell(new StopCopy("P")),
                  report(new Suspended(), ASKER)));
    }
    for (PairState state :
        List.of(new Copying(WAITING), new Restoring(WAITING), new Splitting(WAITING))) {
      assertThat(forced.on(state, suspend))
          .isEqualTo(
              Decision.to(
                  new Suspended(),
                  persisted,
                  logged,
                  report(new Suspended(), WAITING),
                  tell(new StopCopy("P")),
                  report(new Suspended(), ASKER)));
    }
    for (PairState state : List.of(new Simplex(), new Suspended())) {
      assertThat(forced.on(state, suspend)).isEqualTo(rejection(state, "Suspend"));
    }
  }

  @Test
  void aQuickPairIsUsableWhileItIsCopied() {
    PairRules quick = rules(true, true);
    Filling filling = new Filling("J", ASKER);
    assertThat(quick.on(new Split("I"), new PairCommand.Resync(ASKER)))
        .isEqualTo(
            Decision.to(
                new CatchingUp(),
                new Persist(new PairEvent.CopyBegan("P", false)),
                log(1020, "Pair P is resynchronized quickly: what differs is copied from now on."),
                tell(new StartCopy("P", false, false)),
                report(new CatchingUp(), ASKER)));
    assertThat(quick.on(new CatchingUp(), new CopyDone("P")))
        .isEqualTo(
            Decision.to(
                new Mirroring(),
                new Persist(new PairEvent.Paired("P")),
                log(1021, "Pair P is in step.")));
    assertThat(quick.on(new CatchingUp(), new PairCommand.Split("J", ASKER)))
        .isEqualTo(Decision.to(new Splitting(ASKER), tell(new FreezeImage("P", "J"))));
    assertThat(quick.on(new Splitting(ASKER), new ImageFrozen("P", "J")))
        .isEqualTo(
            Decision.to(
                filling,
                new Persist(new PairEvent.WasSplit("P", "J", true)),
                log(
                    1022,
                    Level.INFORMATION,
                    "Pair P is split quickly (SP-pending); its secondary volume is J.",
                    "J"),
                report(filling, ASKER)));
    assertThat(quick.on(filling, new CopyDone("P")))
        .isEqualTo(
            Decision.to(
                new Split("J"),
                new Persist(new PairEvent.WasSplit("P", "J")),
                log(
                    1026,
                    Level.INFORMATION,
                    "Pair P has copied all of J to its secondary volume.",
                    "J")));
    assertThat(quick.on(filling, new CopyFailed("P", "no room")).next()).isEqualTo(new Suspended());
    assertThat(PairRules.recovered(new PairEvent.WasSplit("P", "J", true)))
        .as("what was being copied is not known any more")
        .isEqualTo(new Suspended());
  }

  @Test
  void everyStateAnswersAQuery() {
    for (PairState state : STATES.values()) {
      decides(state, new PairCommand.Query(ASKER), state, report(state, ASKER));
    }
  }
}
