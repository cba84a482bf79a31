package kagemusha.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import kagemusha.array.pair.ShadowImagePair;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairNotice;
import kagemusha.array.protocol.PairNotice.Status;
import kagemusha.array.protocol.PairStatus;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.ControllerSpec;
import kagemusha.config.ArraySpec.PairSpec;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.NicSpec;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.random.RandomStream;
import kagemusha.kernel.testkit.TestRun;
import org.junit.jupiter.api.Test;

/** The paper's array and a host that writes to both volumes, resynchronizes and splits them. */
class PairRunTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1000 * MS;
  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final int DIRTY_TRACKS = 4000;
  private static final int TRACK_BYTES = PAPER.array().pair("LOG").trackBytes();
  private static final int TRACK_BLOCKS = TRACK_BYTES / IoBatch.BLOCK_BYTES;

  /** So many lie side by side: the disks could not read scattered small tracks at the pace. */
  private static final int TOGETHER = 4;

  private static final int USED_BLOCKS = 200 * 65536;

  /** Writes 4,000 scattered tracks of each LU, then goes on at a rate, and commands the pairs. */
  private static final class Host implements Entity<Message> {
    private final int writesPerSecond;
    private final EntityId id = new EntityId("HYPR1");
    private final List<Status> told = new ArrayList<>();
    private final List<Long> seconds = new ArrayList<>();
    private long askedNanos;
    private long completed;

    private record Ask(int step) implements Message {}

    Host(int writesPerSecond) {
      this.writesPerSecond = writesPerSecond;
    }

    @Override
    public EntityId id() {
      return id;
    }

    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      RandomStream random = context.random("writes");
      for (int lu = 0; lu < 2; lu++) {
        IoBatch.Builder rows = new IoBatch.Builder();
        for (int i = 0; i < DIRTY_TRACKS; i++) {
          long track = i / TOGETHER * (USED_BLOCKS / TRACK_BLOCKS / DIRTY_TRACKS * TOGETHER);
          track += i % TOGETHER;
          rows.add(
              0,
              0,
              lu,
              track * TRACK_BLOCKS + random.below(TRACK_BLOCKS - 1),
              16384,
              IoKind.WRITE,
              0);
        }
        context.send("san", controller(lu), rows.build(id));
      }
      context.timer("resync", 60 * SECOND, new Ask(0));
      context.timer("split", 120 * SECOND, new Ask(1));
      for (int second = 61; second < 120; second++) {
        context.timer("load" + second, second * SECOND, new Ask(second));
      }
    }

    private static EntityId controller(int lu) {
      return new EntityId("AMS2300." + PAPER.array().lus().get(lu).controller());
    }

    @Override
    public void on(Message message, Context context) {
      if (message instanceof Ask ask && ask.step() < 2) {
        askedNanos = context.nowNanos();
        for (PairSpec pair : PAPER.array().pairs()) {
          PairCommand command =
              ask.step() == 0
                  ? new PairCommand.Resync(id)
                  : new PairCommand.Split("set." + pair.name(), id);
          context.send("san", ShadowImagePair.idOf("AMS2300", pair.name()), command);
        }
      } else if (message instanceof Ask) {
        load(context);
      } else if (message instanceof PairNotice notice) {
        told.add((Status) notice);
        seconds.add(context.nowNanos() - askedNanos - context.padNanos());
      }
    }

    private void load(Context context) {
      RandomStream random = context.random("load" + context.nowNanos());
      IoBatch.Builder rows = new IoBatch.Builder();
      for (int i = 0; i < writesPerSecond; i++) {
        rows.add(context.nowNanos(), 0, 0, random.below(USED_BLOCKS - 2), 32768, IoKind.WRITE, 0);
      }
      if (writesPerSecond > 0) {
        context.send("san", controller(0), rows.build(id));
      }
    }

    @Override
    public void accept(EntityId from, Batch rows) {
      completed += ((IoCompletions) rows).size();
    }
  }

  /** What a run leaves: the host, and the controllers with their volumes. */
  private record Run(Host host, List<Controller> controllers) {}

  private static Run run(long quantumNanos, int writesPerSecond, boolean quick) {
    ArraySpec array = PairArray.paired(PAPER.array(), quick);
    Host host = new Host(writesPerSecond);
    List<InitialExtent> used =
        List.of(new InitialExtent(0, 0, USED_BLOCKS), new InitialExtent(1, 0, USED_BLOCKS));
    List<Controller> controllers = new ArrayList<>();
    for (ControllerSpec spec : array.controllers()) {
      EntityId id = new EntityId("AMS2300." + spec.name());
      controllers.add(new Controller(id, array, spec.name(), used, "san"));
    }
    List<Entity<?>> entities = new ArrayList<>(controllers);
    for (PairSpec pair : array.pairs()) {
      entities.add(new ShadowImagePair(array, pair, "san"));
    }
    List<NicSpec> nics = List.of(new NicSpec("san", 8_000_000_000L, 20_000));
    TestRun.of(
        new RunSettings(1, quantumNanos, 150 * SECOND, 0, 150 * SECOND),
        new MachineBlueprint("HYPR1", List.of(host), List.of(host.id()), nics),
        new MachineBlueprint(
            "AMS2300", entities, controllers.stream().map(Controller::id).toList(), nics));
    return new Run(host, controllers);
  }

  private static double pacedSeconds() {
    return DIRTY_TRACKS * (double) TRACK_BYTES / PAPER.array().pair("LOG").paceBytesPerSecond();
  }

  @Test
  void thePapersPairsResynchronizeAtTheirPaceWhateverTheQuantum() {
    for (long quantum : new long[] {50 * MS, 500 * MS}) {
      Host host = run(quantum, 0, /* quick= */ false).host();
      assertThat(host.told)
          .extracting(Status::status)
          .containsExactly(PairStatus.PAIR, PairStatus.PAIR, PairStatus.PSUS, PairStatus.PSUS);
      for (int i = 0; i < 2; i++) {
        assertThat(host.seconds.get(i) / 1e9)
            .isCloseTo(pacedSeconds(), within(0.03 * pacedSeconds()));
        assertThat(host.seconds.get(2 + i)).as("a split takes two hops").isLessThan(MS);
      }
    }
  }

  @Test
  void underLoadTheVolumesAreEqualAtTheSplit() {
    Run run = run(500 * MS, 250, /* quick= */ false);
    assertThat(run.host().told).hasSize(4);
    assertThat(run.host().told.get(2).image()).startsWith("set.");
    int loaded = run.host().told.get(0).primaryLu() == 0 ? 0 : 1;
    assertThat(run.host().seconds.get(loaded) / 1e9)
        .as("held up by new writes, but not for ever")
        .isBetween(pacedSeconds(), 1.6 * pacedSeconds());
    assertThat(run.host().completed).isEqualTo(2 * DIRTY_TRACKS + 59 * 250L);
    assertThat(writtenAlike(run)).isGreaterThan(20_000);
  }

  @Test
  void aQuickPairDoesNotWaitAndIsCopiedAllTheSame() {
    Run run = run(500 * MS, 250, /* quick= */ true);
    assertThat(run.host().told)
        .extracting(Status::status)
        .containsExactly(PairStatus.PAIR, PairStatus.PAIR, PairStatus.PSUS, PairStatus.PSUS);
    assertThat(run.host().told.get(2).pending()).isTrue();
    assertThat(run.host().seconds).allMatch(nanos -> nanos < MS);
    assertThat(writtenAlike(run)).isGreaterThan(20_000);
  }

  /** LU SYS&DB and its copy, of the first controller, are equal; how many blocks are written. */
  private static int writtenAlike(Run run) {
    Controller controller = run.controllers().get(0);
    int primary = PAPER.array().luNumber("SYS&DB");
    int secondary = PAPER.array().luNumber("SYS&DB-S");
    int written = 0;
    for (long block = 0; block < USED_BLOCKS; block++) {
      int version = controller.version(primary, block);
      written += version == 0 ? 0 : 1;
      if (version != controller.version(secondary, block)) {
        throw new AssertionError("block " + block + " differs");
      }
    }
    return written;
  }
}
