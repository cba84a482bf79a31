package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.csv.membership.ClusterMember;
import kagemusha.csv.membership.ClusterPlan;
import kagemusha.csv.membership.ClusterRegistry;
import kagemusha.csv.testkit.Nics;
import kagemusha.csv.testkit.TestController;
import kagemusha.csv.testkit.TestGuest;
import kagemusha.csv.testkit.TestGuest.Io;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.random.RandomStream;
import kagemusha.kernel.testkit.TestRun;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The paper's cluster, in which HYPR2 owns both volumes and dies. */
class HostLossTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final CsvWiring WIRING =
      new CsvWiring(PAPER, Map.of("SYS&DB", "HYPR2", "LOG", "HYPR2"));

  /** Sends commands to both volumes at given times; what it is answered does not matter. */
  private static final class Caller implements Entity<Message> {
    private record Due(int index) implements Message {}

    private record Call(long atNanos, CsvVolume.Command command) {}

    /** What it does when a volume is prepared for it. */
    private record Backup(long snapshotNanos, boolean redirected, long readNanos) {}

    private record Say(EntityId volume, CsvVolume.Command command) implements Message {}

    private final EntityId id;
    private final List<Call> calls = new ArrayList<>();
    private Optional<Backup> backup = Optional.empty();

    Caller(String name) {
      this.id = new EntityId(name);
    }

    Caller at(long nanos, CsvVolume.Command command) {
      calls.add(new Call(nanos, command));
      return this;
    }

    Caller backingUp(long snapshotNanos, boolean redirected, long readNanos) {
      backup = Optional.of(new Backup(snapshotNanos, redirected, readNanos));
      return this;
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
      for (int i = 0; i < calls.size(); i++) {
        context.timer("call" + i, calls.get(i).atNanos(), new Due(i));
      }
    }

    @Override
    public void on(Message message, Context context) {
      if (message instanceof Due due) {
        for (int lu = 0; lu < 2; lu++) {
          context.send("san", WIRING.volume(lu), calls.get(due.index()).command());
        }
      } else if (message instanceof Say say) {
        context.send("san", say.volume(), say.command());
      } else if (message instanceof CsvVolume.Prepared prepared && backup.isPresent()) {
        prepared(prepared, backup.get(), context);
      }
    }

    private void prepared(CsvVolume.Prepared prepared, Backup how, Context context) {
      EntityId volume = CsvWiring.volumeOf(prepared.lu());
      long snapshot = context.nowNanos() + how.snapshotNanos();
      context.timer(
          "snapshot" + prepared.lu(),
          snapshot,
          new Say(volume, new CsvVolume.BackupStarted(prepared.job(), how.redirected(), id)));
      context.timer(
          "end" + prepared.lu(),
          snapshot + how.readNanos(),
          new Say(volume, new CsvVolume.BackupComplete(prepared.job(), id)));
    }
  }

  private static final EntityId AGENT = new EntityId("HYPR2.dpmra");
  private static final EntityId CONSOLE = new EntityId("HYPR1.console");
  private static final CsvVolume.PrepareForBackup PREPARE =
      new CsvVolume.PrepareForBackup("J", "HYPR2", AGENT);

  private record World(
      TestRun run, TestGuest guest, CsvNode node, List<TestController> controllers) {
    List<Long> times(int event) {
      return run.events().stream()
          .filter(each -> each.id() == event)
          .map(EventRecord::timeNanos)
          .toList();
    }
  }

  private static MachineBlueprint host(CsvNode node, TestGuest guest, Entity<?> caller) {
    String name = guest.id().name();
    return new MachineBlueprint(
        name,
        List.of(node, guest, caller, new ClusterMember(name, WIRING, ClusterPlan.empty())),
        List.of(node.id(), guest.id(), node.id()),
        Nics.of(PAPER, "business", "san"));
  }

  private static World world(
      long quantum, List<Io> onFirst, Caller agent, Caller console, long lossNanos, long end) {
    CsvNode one = new CsvNode("HYPR1", WIRING);
    CsvNode two = new CsvNode("HYPR2", WIRING);
    TestGuest first = new TestGuest(new EntityId("HYPR1"), one.id(), onFirst);
    TestGuest second = new TestGuest(new EntityId("HYPR2"), two.id(), List.of());
    List<TestController> controllers =
        List.of(
            new TestController(WIRING.controller(0), "san"),
            new TestController(WIRING.controller(1), "san"));
    List<Entity<?>> array = new ArrayList<>(controllers);
    array.add(new CsvVolume(0, WIRING));
    array.add(new CsvVolume(1, WIRING));
    array.add(new ClusterRegistry(WIRING, ClusterPlan.empty()));
    TestRun run =
        TestRun.losing(
            Map.of("HYPR2", lossNanos),
            new RunSettings(1, quantum, end, 0, end),
            host(one, first, console),
            host(two, second, agent),
            new MachineBlueprint(
                "AMS2300",
                array,
                controllers.stream().map(TestController::id).toList(),
                Nics.of(PAPER, "san")));
    return new World(run, first, one, controllers);
  }

  /** Whatever the volumes are in the middle of, and whatever of it is on its way or held. */
  @Property(tries = 60)
  void everyIoOfTheSurvivorComesBackOnce(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "losses", "plan");
    long quantum = (1 + random.below(100)) * MS;
    long loss = random.below(12 * SECOND);
    Caller agent = new Caller(AGENT.name()).at(random.below(6 * SECOND), PREPARE);
    agent.backingUp(random.below(3 * SECOND), random.chance(0.5), random.below(6 * SECOND));
    Caller console = new Caller(CONSOLE.name());
    console.backingUp(random.below(3 * SECOND), random.chance(0.5), random.below(6 * SECOND));
    if (random.chance(0.3)) {
      console.at(random.below(20 * SECOND), new CsvVolume.ClearBackupState(CONSOLE));
    }
    if (random.chance(0.3)) {
      console.at(random.below(12 * SECOND), new CsvVolume.PrepareForBackup("K", "HYPR1", CONSOLE));
    }
    List<Io> plan = TestGuest.plan(random, 400, 25 * SECOND);
    World world = world(quantum, plan, agent, console, loss, 45 * SECOND);
    assertThat(world.guest().back()).hasSize(world.guest().issued());
    assertThat(world.guest().doubled()).isZero();
    world.node().invariant();
    world
        .guest()
        .back()
        .forEach(
            (place, back) -> {
              long whole = plan.get(place).linked() ? back.hopNanos() : back.latencyNanos();
              long hold = plan.get(place).linked() ? 0 : back.holdNanos();
              assertThat(whole - hold - back.redirectNanos())
                  .as("of I/O %d: %s".formatted(place, back))
                  .isNotNegative();
            });
  }

  /** 5 s of silence, the mount, and a few messages: nothing of a quantum is in it. */
  @Test
  void aHostInSilenceLosesItsVolumesToTheOther() {
    for (long quantum : List.of(MS, 250 * MS)) {
      List<Io> reads = new ArrayList<>();
      for (long time = 0; time < 40 * SECOND; time += 10 * MS) {
        reads.add(new Io(time, 0, IoKind.READ, 16_384, false));
      }
      World world =
          world(
              quantum,
              reads,
              new Caller(AGENT.name()).at(SECOND, PREPARE),
              new Caller(CONSOLE.name()),
              20 * SECOND,
              45 * SECOND);
      assertThat(world.times(1135)).hasSize(1);
      assertThat(world.times(Takeover.PAUSED)).hasSize(2);
      long silent = world.times(1135).get(0) - 20 * SECOND;
      assertThat(silent).isBetween(4 * SECOND, 5 * SECOND + 2 * quantum + MS);
      assertThat(world.times(CsvVolumeRules.OWNERSHIP_MOVED))
          .hasSize(2)
          .allMatch(at -> at < 20 * SECOND + silent + 2 * SECOND + 3 * quantum + 500 * MS);
      assertThat(world.guest().back()).hasSize(reads.size());
      long longest =
          world.guest().back().values().stream()
              .mapToLong(TestGuest.Back::latencyNanos)
              .max()
              .orElseThrow();
      assertThat(longest).isBetween(5_900 * MS, 7_500 * MS);
    }
  }

  /** The requester died between Prepared and its snapshot: nobody knows that it will not come. */
  @Test
  void theBackupStateOfADeadRequesterLastsForThirtyMinutes() {
    World world =
        world(
            250 * MS,
            List.of(),
            new Caller(AGENT.name()).at(SECOND, PREPARE),
            new Caller(CONSOLE.name()),
            10 * SECOND,
            1_900 * SECOND);
    List<Long> prepared = world.times(CsvVolumeRules.REDIRECTED);
    assertThat(prepared).as("pinned, and pinned still at the new owner").hasSize(4);
    assertThat(world.times(CsvVolumeRules.DELAY_EXPIRED))
        .hasSize(2)
        .allMatch(at -> at >= prepared.get(0) + 1_800 * SECOND)
        .allMatch(at -> at <= prepared.get(1) + 1_800 * SECOND + 32 * 250 * MS);
    assertThat(world.times(CsvVolumeRules.RELEASED))
        .hasSize(2)
        .allMatch(at -> at > world.times(CsvVolumeRules.DELAY_EXPIRED).get(0));
  }

  @Test
  void anAdministratorEndsItAtOnce() {
    World world =
        world(
            250 * MS,
            List.of(),
            new Caller(AGENT.name()).at(SECOND, PREPARE),
            new Caller(CONSOLE.name()).at(60 * SECOND, new CsvVolume.ClearBackupState(CONSOLE)),
            10 * SECOND,
            1_900 * SECOND);
    assertThat(world.times(CsvVolumeRules.CLEARED)).hasSize(2);
    assertThat(world.times(CsvVolumeRules.RELEASED))
        .hasSize(2)
        .allMatch(at -> at > 60 * SECOND && at < 62 * SECOND);
    assertThat(world.times(CsvVolumeRules.DELAY_EXPIRED)).isEmpty();
  }
}
