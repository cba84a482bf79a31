package kagemusha.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kagemusha.array.protocol.IoKind;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
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

/**
 * Both hosts of the paper's cluster with a guest each, both volumes, and an array that takes 1 ms
 * for anything. A requester on HYPR2 prepares and completes a backup of each volume several times.
 */
class OwnershipMoveTest {
  private static final long MS = 1_000_000;

  /** What a redirected read of 16 KiB costs beside the direct one. */
  private static final long LAN_TRIP = 150_000 + 64 * 8 + 100_000 + (16_384 + 64) * 8 + 100_000;

  private static final Topology PAPER = TopologyReader.bundled("paper");
  private static final CsvWiring WIRING =
      new CsvWiring(PAPER, Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));

  /** What a requester does between Prepared and BackupComplete. */
  private enum Provider {
    /** Nothing: the volumes wait for the start of the backup all the time. */
    NONE,
    /** Holds the writes for 200 ms; the backup needs the redirection. */
    SOFTWARE,
    /** Holds the writes for 200 ms; the backup needs no redirection. */
    HARDWARE
  }

  /** From when to when no write was to reach a LU. */
  private record Quiet(int lu, long fromNanos, long toNanos) {}

  /** Prepares both volumes at the times given, completes them as long after it has got them. */
  private static final class Requester implements Entity<Message> {
    private record Begin(int round) implements Message {}

    private record Clear() implements Message {}

    private record End(EntityId volume, String job) implements Message {}

    private record Snapshot(CsvNode.WritesHeld held, long sinceNanos) implements Message {}

    private final EntityId id;
    private final String host;
    private final List<Long> beginsNanos;
    private final long lengthNanos;
    private final Provider provider;
    private final List<Quiet> quiet = new ArrayList<>();
    private long clearsNanos = Long.MAX_VALUE;
    private int started;
    private int released;
    private int cleared;

    Requester(String host, Provider provider, List<Long> beginsNanos, long lengthNanos) {
      this.provider = provider;
      this.id = new EntityId(host + ".dpmra");
      this.host = host;
      this.beginsNanos = beginsNanos;
      this.lengthNanos = lengthNanos;
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
      for (int i = 0; i < beginsNanos.size(); i++) {
        context.timer("begin" + i, beginsNanos.get(i), new Begin(i));
      }
      if (clearsNanos < Long.MAX_VALUE) {
        context.timer("clear", clearsNanos, new Clear());
      }
    }

    @Override
    public void on(Message message, Context context) {
      if (message instanceof Begin begin) {
        for (int lu = 0; lu < 2; lu++) {
          String job = host + "." + begin.round() + "." + lu;
          prepare(context, lu, job);
        }
      } else if (message instanceof CsvVolume.Prepared prepared) {
        prepared(prepared, context);
      } else if (message instanceof CsvNode.WritesHeld held) {
        context.timer(
            "snapshot" + held.lu(),
            context.nowNanos() + 200 * MS,
            new Snapshot(held, context.nowNanos()));
      } else if (message instanceof Snapshot snapshot) {
        snapshot(snapshot, context);
      } else if (message instanceof CsvVolume.Started) {
        started++;
      } else if (message instanceof Clear) {
        for (int lu = 0; lu < 2; lu++) {
          context.send("san", WIRING.volume(lu), new CsvVolume.ClearBackupState(id));
        }
      } else if (message instanceof CsvVolume.Cleared) {
        cleared++;
      } else if (message instanceof End end) {
        context.send("san", end.volume(), new CsvVolume.BackupComplete(end.job(), id));
      } else if (message instanceof CsvVolume.Released) {
        released++;
      } else if (!(message instanceof CsvVolume.Busy)
          && !(message instanceof CsvNode.HoldExpired)) {
        throw new AssertionError(message);
      }
    }

    private void prepared(CsvVolume.Prepared prepared, Context context) {
      EntityId volume = CsvWiring.volumeOf(prepared.lu());
      context.timer(
          prepared.job(), context.nowNanos() + lengthNanos, new End(volume, prepared.job()));
      if (provider != Provider.NONE) {
        int lu = WIRING.lus().indexOf(prepared.lu());
        context.tell(CsvWiring.nodeOf(host), new CsvNode.HoldWrites(lu, prepared.job(), id));
      }
    }

    private void snapshot(Snapshot snapshot, Context context) {
      int lu = snapshot.held().lu();
      String job = snapshot.held().set();
      quiet.add(new Quiet(lu, snapshot.sinceNanos(), context.nowNanos()));
      context.tell(CsvWiring.nodeOf(host), new CsvNode.ReleaseWrites(lu, job));
      context.send(
          "san",
          WIRING.volume(lu),
          new CsvVolume.BackupStarted(job, provider == Provider.SOFTWARE, id));
    }

    private void prepare(Context context, int lu, String job) {
      context.send("san", WIRING.volume(lu), new CsvVolume.PrepareForBackup(job, host, id));
    }
  }

  /** What a run leaves to look at. */
  private record Run(
      TestRun loop,
      TestGuest first,
      TestGuest second,
      List<TestController> controllers,
      List<CsvNode> nodes,
      List<Requester> requesters) {
    List<TestController.Served> served() {
      return controllers.stream().flatMap(c -> c.served().stream()).toList();
    }
  }

  private static MachineBlueprint host(
      String name, CsvNode node, TestGuest guest, Entity<?>... others) {
    List<Entity<?>> entities = new ArrayList<>(List.of(node, guest));
    entities.addAll(List.of(others));
    return new MachineBlueprint(
        name,
        entities,
        List.of(node.id(), guest.id(), node.id()),
        Nics.of(PAPER, "business", "san"));
  }

  /** The guest is known by the host's name, because the node reports its load to it. */
  private static Run run(
      long quantum, List<Io> onFirst, List<Io> onSecond, Requester[] requesters, long end) {
    CsvNode one = new CsvNode("HYPR1", WIRING);
    CsvNode two = new CsvNode("HYPR2", WIRING);
    TestGuest first = new TestGuest(new EntityId("HYPR1"), one.id(), onFirst);
    TestGuest second = new TestGuest(new EntityId("HYPR2"), two.id(), onSecond);
    List<TestController> controllers =
        List.of(
            new TestController(WIRING.controller(0), "san"),
            new TestController(WIRING.controller(1), "san"));
    TestRun loop =
        TestRun.of(
            new RunSettings(1, quantum, end, 0, end),
            host("HYPR1", one, first, requesters[0]),
            host("HYPR2", two, second, requesters[1]),
            new MachineBlueprint(
                "AMS2300",
                List.of(
                    controllers.get(0),
                    controllers.get(1),
                    new CsvVolume(0, WIRING),
                    new CsvVolume(1, WIRING)),
                controllers.stream().map(TestController::id).toList(),
                Nics.of(PAPER, "san")));
    return new Run(loop, first, second, controllers, List.of(one, two), List.of(requesters));
  }

  private static Requester[] requesters(List<Long> onFirst, List<Long> onSecond, long length) {
    return requesters(Provider.NONE, onFirst, onSecond, length);
  }

  private static Requester[] requesters(
      Provider provider, List<Long> onFirst, List<Long> onSecond, long length) {
    return new Requester[] {
      new Requester("HYPR1", provider, onFirst, length),
      new Requester("HYPR2", provider, onSecond, length)
    };
  }

  /** Everything that a guest has issued comes back exactly once, whatever moves meanwhile. */
  @Property(tries = 40)
  void nothingIsLostOrDoubled(@ForAll long seed, @ForAll Provider provider) {
    RandomStream random = RandomStream.of(seed, "moves", "plan");
    List<Long> onFirst = List.of(random.below(6_000 * MS), 7_000 * MS + random.below(2_000 * MS));
    List<Long> onSecond = List.of(random.below(6_000 * MS), 7_000 * MS + random.below(2_000 * MS));
    long quantum = (1 + random.below(100)) * MS;
    Requester[] requesters =
        requesters(provider, onFirst, onSecond, 1_000 * MS + random.below(1_500 * MS));
    boolean clears = random.chance(0.5);
    if (clears) {
      requesters[0].clearsNanos = random.below(12_000 * MS);
    }
    Run run =
        run(
            quantum,
            TestGuest.plan(random, 60, 14_000 * MS),
            TestGuest.plan(random, 60, 14_000 * MS),
            requesters,
            25_000 * MS);
    for (TestGuest guest : List.of(run.first(), run.second())) {
      assertThat(guest.back()).hasSize(guest.issued());
      assertThat(guest.doubled()).isZero();
    }
    run.nodes().forEach(CsvNode::invariant);
    assertThat(run.served()).hasSize(run.first().issued() + run.second().issued());
    assertThat(run.served())
        .as("the array never sees metadata as such")
        .noneMatch(served -> served.kind() == IoKind.METADATA);
    assertThat(run.requesters().stream().mapToInt(each -> each.released).sum()).isPositive();
    assertThat(requesters[0].cleared).isGreaterThanOrEqualTo(clears ? 2 : 0);
    for (Requester requester : run.requesters()) {
      for (Quiet quiet : clears ? List.<Quiet>of() : requester.quiet) {
        assertThat(run.served())
            .as("writes while they were held")
            .noneMatch(
                each ->
                    each.kind() == IoKind.WRITE
                        && each.lu() == quiet.lu()
                        && each.timeNanos() > quiet.fromNanos()
                        && each.timeNanos() < quiet.toNanos());
      }
    }
  }

  private static List<Io> steady(long everyNanos, long untilNanos) {
    List<Io> plan = new ArrayList<>();
    for (long time = 0; time < untilNanos; time += everyNanos) {
      plan.add(new Io(time, plan.size() % 2, IoKind.READ, 16_384, false));
    }
    return plan;
  }

  /** From the move to the release all of HYPR1's I/O goes through HYPR2; before and after none. */
  @Test
  void redirectionLastsFromTheMoveToTheRelease() {
    Run run =
        run(
            10 * MS,
            steady(5 * MS, 9_000 * MS),
            steady(7 * MS, 9_000 * MS),
            requesters(List.of(), List.of(2_000 * MS), 3_000 * MS),
            12_000 * MS);
    List<Long> pinned = times(run, CsvVolumeRules.OWNERSHIP_MOVED);
    List<Long> released = times(run, CsvVolumeRules.RELEASED);
    assertThat(pinned).hasSize(2);
    assertThat(released).hasSize(2);
    List<TestController.Served> viaTwo =
        run.served().stream().filter(s -> s.route().size() == 3).toList();
    assertThat(viaTwo).hasSizeGreaterThan(500);
    assertThat(viaTwo)
        .allMatch(s -> s.route().get(0).name().equals("HYPR1"))
        .allMatch(s -> s.timeNanos() > pinned.get(0));
    assertThat(run.served())
        .filteredOn(s -> s.route().size() == 2 && s.route().get(0).name().equals("HYPR1"))
        .as("direct I/O of HYPR1, but for what was on its way")
        .noneMatch(
            s ->
                s.timeNanos() > pinned.get(1) + 50 * MS
                    && s.timeNanos() < released.get(0) - 50 * MS);
    long redirected = viaTwo.size();
    assertThat(run.loop().sentBytes("HYPR2", "business"))
        .as("the data of every redirected read came back over the business network")
        .isBetween(redirected * (16_384 + 64), redirected * (16_384 + 64) + 40 * 256);
  }

  /** With a hardware provider the other host goes direct as soon as the snapshot exists. */
  @Test
  void redirectionEndsWithTheSnapshotIfTheBackupNeedsItNoMore() {
    Run run =
        run(
            10 * MS,
            steady(5 * MS, 9_000 * MS),
            steady(7 * MS, 9_000 * MS),
            requesters(Provider.HARDWARE, List.of(), List.of(2_000 * MS), 3_000 * MS),
            12_000 * MS);
    List<Long> pinned = times(run, CsvVolumeRules.OWNERSHIP_MOVED);
    List<Long> direct = times(run, CsvVolumeRules.RELEASED);
    List<Long> ended = times(run, CsvVolumeRules.BACKUP_ENDED);
    assertThat(List.of(pinned.size(), direct.size(), ended.size())).containsOnly(2);
    assertThat(direct.get(1)).isLessThan(pinned.get(0) + 500 * MS);
    assertThat(ended.get(0)).isGreaterThan(direct.get(1) + 2_000 * MS);
    Requester second = run.requesters().get(1);
    assertThat(List.of(second.started, second.released)).containsOnly(2);
    assertThat(run.served().stream().filter(s -> s.route().size() == 3))
        .hasSizeGreaterThan(40)
        .allMatch(s -> s.timeNanos() > pinned.get(0))
        .allMatch(s -> s.timeNanos() < direct.get(1) + 50 * MS);
  }

  private static List<Long> times(Run run, int event) {
    return run.loop().events().stream()
        .filter(each -> each.id() == event)
        .map(EventRecord::timeNanos)
        .sorted()
        .collect(Collectors.toList());
  }

  /** The quantum changes when things happen, never how long an I/O takes. */
  @Test
  void latencyHasNoPaddingInIt() {
    List<Io> plan = steady(50 * MS, 1_000 * MS);
    Requester[] nobody = requesters(List.of(), List.of(), 0);
    Run fine = run(MS, plan, plan, nobody, 2_000 * MS);
    Run coarse = run(100 * MS, plan, plan, nobody, 2_000 * MS);
    assertThat(latencies(fine.first())).isEqualTo(latencies(coarse.first())).hasSize(20);
    long wire = 64 + 20_000 + (16_384 + 64) + 20_000;
    assertThat(latencies(fine.first())).containsOnly(TestController.SERVICE_NANOS + wire);
    Run redirectedFine = redirectedRun(MS);
    Run redirectedCoarse = redirectedRun(100 * MS);
    assertThat(latencies(redirectedCoarse.first()))
        .isEqualTo(latencies(redirectedFine.first()))
        .containsOnly(TestController.SERVICE_NANOS + wire + LAN_TRIP);
    assertThat(redirectedCoarse.first().back().values())
        .extracting(TestGuest.Back::redirectNanos)
        .containsOnly(LAN_TRIP);
    assertThat(coarse.first().back().values())
        .allMatch(back -> back.redirectNanos() == 0 && back.holdNanos() == 0);
  }

  /** What of the latency is not hold or redirection is the array and the storage network. */
  @Test
  void theCausesOfLatencySumToTheWhole() {
    for (long quantum : List.of(MS, 100 * MS)) {
      Run run =
          run(
              quantum,
              steady(5 * MS, 9_000 * MS),
              steady(7 * MS, 9_000 * MS),
              requesters(Provider.SOFTWARE, List.of(), List.of(2_000 * MS), 3_000 * MS),
              12_000 * MS);
      long straight = TestController.SERVICE_NANOS + 20_000 + 20_000;
      for (TestGuest guest : List.of(run.first(), run.second())) {
        assertThat(guest.back().values())
            .allSatisfy(
                back ->
                    assertThat(back.latencyNanos() - back.holdNanos() - back.redirectNanos())
                        .isBetween(straight, straight + 15 * MS));
        assertThat(guest.back().values()).anyMatch(back -> back.holdNanos() > 1_900 * MS);
      }
      assertThat(run.first().back().values())
          .filteredOn(back -> back.redirectNanos() > 0)
          .hasSizeGreaterThan(500)
          .allMatch(back -> back.redirectNanos() >= LAN_TRIP);
      assertThat(run.second().back().values())
          .as("the owner's own guest")
          .allMatch(back -> back.redirectNanos() == 0);
    }
  }

  /** Both volumes pinned by HYPR2 long before HYPR1's I/O begins. */
  private static Run redirectedRun(long quantum) {
    List<Io> late = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      late.add(new Io((8_000 + 50 * i) * MS, i % 2, IoKind.READ, 16_384, false));
    }
    return run(
        quantum,
        late,
        List.of(),
        requesters(List.of(), List.of(100 * MS), 20_000 * MS),
        10_000 * MS);
  }

  private static List<Long> latencies(TestGuest guest) {
    return guest.back().values().stream().map(TestGuest.Back::latencyNanos).toList();
  }
}
