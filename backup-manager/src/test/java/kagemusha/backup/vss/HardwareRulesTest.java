package kagemusha.backup.vss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice;
import kagemusha.array.protocol.PairStatus;
import kagemusha.backup.vss.HardwareState.Committing;
import kagemusha.backup.vss.HardwareState.Found;
import kagemusha.backup.vss.HardwareState.None;
import kagemusha.backup.vss.HardwareState.Paired;
import kagemusha.backup.vss.HardwareState.Querying;
import kagemusha.backup.vss.HardwareState.Resyncing;
import kagemusha.backup.vss.HardwareState.Split;
import kagemusha.backup.vss.HardwareState.Splitting;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HardwareRulesTest {
  private static final EntityId SELF = new EntityId("HYPR1.hitachi");
  private static final EntityId DB = new EntityId("AMS2300.pair.DB");
  private static final EntityId LOG = new EntityId("AMS2300.pair.LOG");
  private static final Set<Integer> BOTH = Set.of(0, 1);

  private final HardwareRules rules =
      new HardwareRules(
          "HYPR1", new VssWiring(TopologyReader.bundled("paper"), Map.of(0, DB, 1, LOG)));

  private static void is(Decision<HardwareState> decision, HardwareState next, Act... acts) {
    assertThat(decision).isEqualTo(Decision.to(next, acts));
  }

  private Decision<HardwareState> on(HardwareState state, ProviderCommand command) {
    return rules.on("S", state, new HardwareProvider.FromService(command));
  }

  private Decision<HardwareState> on(HardwareState state, PairNotice notice) {
    return rules.on("S", state, new HardwareProvider.FromPair(notice));
  }

  private static PairNotice.Status status(int lu, PairStatus status, String image) {
    return new PairNotice.Status(lu == 0 ? "DB" : "LOG", status, lu, lu + 3, 0, image);
  }

  private static Send send(EntityId pair, PairCommand command) {
    return new Send("san", pair, command);
  }

  private static Tell tell(ProviderNotice notice) {
    return new Tell(new EntityId("HYPR1.vss"), notice);
  }

  private static Tell veto(String why) {
    return tell(new ProviderNotice.Failed("S", VssError.PROVIDER_VETO, why));
  }

  @Test
  void pairsAreFoundResynchronizedAndSplit() {
    is(
        rules.begin(new ProviderCommand.BeginPrepare("S", BOTH), Optional.empty()),
        new Querying(BOTH, BOTH),
        send(DB, new PairCommand.Query(SELF)),
        send(LOG, new PairCommand.Query(SELF)));
    is(
        on(new Querying(BOTH, BOTH), status(1, PairStatus.PSUS, "old")),
        new Querying(BOTH, Set.of(0)));
    is(
        on(new Querying(BOTH, Set.of(0)), status(0, PairStatus.PAIR, "")),
        new Found(BOTH),
        tell(new ProviderNotice.Done("S", VssPhase.BEGIN_PREPARE_SNAPSHOT)));
    is(
        on(new Found(BOTH), new ProviderCommand.EndPrepare("S")),
        new Resyncing(BOTH, BOTH),
        send(DB, new PairCommand.Resync(SELF)),
        send(LOG, new PairCommand.Resync(SELF)));
    is(
        on(new Resyncing(BOTH, Set.of(1)), status(1, PairStatus.PAIR, "")),
        new Paired(BOTH),
        tell(new ProviderNotice.Done("S", VssPhase.END_PREPARE_SNAPSHOTS)));
    is(
        on(new Paired(BOTH), new ProviderCommand.Commit("S")),
        new Committing(BOTH),
        new Timer("S.commit", 500_000_000L, new HardwareProvider.CommitNow("S")));
    is(
        rules.on("S", new Committing(BOTH), new HardwareProvider.CommitNow("S")),
        new Splitting(BOTH, BOTH),
        send(DB, new PairCommand.Split("S.lu0", SELF)),
        send(LOG, new PairCommand.Split("S.lu1", SELF)));
    is(
        on(new Splitting(BOTH, Set.of(0)), status(0, PairStatus.PSUS, "S.lu0")),
        new Split(BOTH),
        tell(
            new ProviderNotice.Committed(
                "S",
                List.of(
                    new VssNotice.Image(0, new EntityId("AMS2300.CTL0"), "S.lu0"),
                    new VssNotice.Image(1, new EntityId("AMS2300.CTL1"), "S.lu1")),
                List.of())));
    is(
        on(new Split(BOTH), new ProviderCommand.PostCommit("S")),
        new Split(BOTH),
        new Timer("S.surface", 6_000_000_000L, new HardwareProvider.Surfaced("S")));
    is(
        on(new Split(BOTH), new ProviderCommand.Delete("S")),
        new None(),
        tell(new ProviderNotice.Gone("S")));
  }

  @Test
  void anImageThatIsLostBeforeItIsCopiedIsLostForTheSet() {
    is(
        on(new Split(BOTH), status(1, PairStatus.PSUE, "")),
        new Split(BOTH),
        tell(new ProviderNotice.Lost("S", "the image of LU LOG is lost, pair LOG is PSUE")));
    is(on(new Split(BOTH), status(1, PairStatus.PSUS, "S.lu1")), new Split(BOTH));
  }

  @Test
  void noPairAndAPairInUseAreVetoes() {
    is(
        rules.begin(new ProviderCommand.BeginPrepare("S", Set.of(0, 2)), Optional.empty()),
        new None(),
        veto("LU QUORUM has no ShadowImage pair"));
    is(
        rules.begin(new ProviderCommand.BeginPrepare("S", BOTH), Optional.of("T")),
        new None(),
        veto("the pairs are in use by set T"));
  }

  @ParameterizedTest
  @EnumSource(PairStatus.class)
  void onlyPairAndPsusWillDo(PairStatus found) {
    Querying one = new Querying(Set.of(0), Set.of(0));
    boolean usable = found == PairStatus.PAIR || found == PairStatus.PSUS;
    assertThat(on(one, status(0, found, "")))
        .isEqualTo(
            usable
                ? Decision.to(
                    new Found(Set.of(0)),
                    tell(new ProviderNotice.Done("S", VssPhase.BEGIN_PREPARE_SNAPSHOT)))
                : Decision.to(one, veto("pair DB is " + found)));
  }

  /** An old answer does not end a wait, an error does. */
  @ParameterizedTest
  @EnumSource(PairStatus.class)
  void aWaitEndsWithPairOrWithAnError(PairStatus heard) {
    Resyncing resyncing = new Resyncing(BOTH, BOTH);
    Splitting splitting = new Splitting(BOTH, BOTH);
    boolean broken = heard == PairStatus.PSUE || heard == PairStatus.SMPL;
    Decision<HardwareState> first = on(resyncing, status(0, heard, ""));
    if (heard == PairStatus.PAIR) {
      is(first, new Resyncing(BOTH, Set.of(1)));
    } else if (broken) {
      is(first, resyncing, veto("pair DB is " + heard));
    } else {
      is(first, resyncing);
    }
    Decision<HardwareState> second = on(splitting, status(0, heard, "another.lu0"));
    if (broken) {
      is(second, splitting, veto("pair DB is " + heard));
    } else {
      is(second, splitting);
    }
  }

  @Test
  void aRejectionIsAVetoWhileItIsWaitedFor() {
    PairNotice rejected = new PairNotice.Rejected("LOG", "Split", PairStatus.COPY);
    Splitting splitting = new Splitting(BOTH, BOTH);
    is(on(splitting, rejected), splitting, veto("pair LOG in state COPY rejects Split"));
    is(on(new Split(BOTH), rejected), new Split(BOTH));
    is(on(new None(), rejected), new None());
  }
}
