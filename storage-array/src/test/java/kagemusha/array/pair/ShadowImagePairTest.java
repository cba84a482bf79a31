package kagemusha.array.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kagemusha.array.protocol.ControllerCommand.AdoptPair;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairCopyNotice;
import kagemusha.array.protocol.PairStatus;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.config.ArraySpec.PairStart;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.durable.JournalFormat;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pair keeps when its process dies. */
class ShadowImagePairTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final EntityId ASKER = new EntityId("HYPR1.hitachi");

  private final RecordingContext world = new RecordingContext(1);

  private static ShadowImagePair pair(PairStart initial) {
    PairSpec log = PAPER.array().pair("LOG");
    PairSpec spec = new PairSpec(log.name(), log.primary(), log.secondary(), initial, 120_000_000);
    return new ShadowImagePair(PAPER.array(), spec, "san");
  }

  private void give(ShadowImagePair pair, Message message) {
    pair.on(pair.adapt(message), world);
  }

  /** A second pair that knows of the first only what is in the journal. */
  private ShadowImagePair restarted() {
    JournalFormat format = new JournalFormat(PairEvent.class);
    ShadowImagePair again = pair(PairStart.PSUS);
    for (Object event : world.drainPersisted()) {
      again.apply((PairEvent) format.read(format.write(1, event)));
    }
    return again;
  }

  @ParameterizedTest
  @EnumSource(PairStart.class)
  void beginsInTheStateOfTheTopologyAndTellsItsController(PairStart initial) {
    ShadowImagePair pair = pair(initial);
    pair.start(world);
    assertThat(pair.id()).isEqualTo(new EntityId("AMS2300.pair.LOG"));
    assertThat(world.drainSent())
        .containsExactly(
            new RecordingContext.Sent(
                0,
                0,
                "",
                new EntityId("AMS2300.CTL1"),
                new AdoptPair("LOG", PairStatus.valueOf(initial.name()), "")));
  }

  @Test
  void everyStateAtRestComesBackFromTheJournal() {
    ShadowImagePair pair = pair(PairStart.PSUS);
    give(pair, new PairCommand.Resync(ASKER));
    give(pair, new PairCopyNotice.CopyDone("LOG"));
    assertThat(restarted().state()).isEqualTo(pair.state()).isEqualTo(new PairState.Mirroring());

    give(pair, new PairCommand.Split("set.lu1", ASKER));
    give(pair, new PairCopyNotice.ImageFrozen("LOG", "set.lu1"));
    ShadowImagePair split = restarted();
    assertThat(split.state()).isEqualTo(new PairState.Split("set.lu1"));
    world.drainSent();
    split.start(world);
    assertThat(world.drainSent().get(0).message())
        .isEqualTo(new AdoptPair("LOG", PairStatus.PSUS, "set.lu1"));

    give(pair, new PairCommand.Delete(ASKER));
    assertThat(restarted().state()).isEqualTo(new PairState.Simplex());
  }

  @Test
  void aCopyUnderWayIsAnErrorAfterARestart() {
    for (PairCommand command :
        List.of(new PairCommand.Resync(ASKER), new PairCommand.Restore(ASKER))) {
      ShadowImagePair pair = pair(PairStart.PSUS);
      give(pair, command);
      assertThat(restarted().state()).isEqualTo(new PairState.Suspended());
    }
    ShadowImagePair pair = pair(PairStart.PAIR);
    give(pair, new PairCopyNotice.CopyFailed("LOG", "no room"));
    assertThat(restarted().state()).isEqualTo(new PairState.Suspended());
  }
}
