package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.array.Controller;
import kagemusha.array.protocol.IoBatch;
import kagemusha.backup.VmDisks;
import kagemusha.config.Scenario;
import kagemusha.config.ScenarioReader;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreDocument;
import kagemusha.load.store.StoreNotice;
import kagemusha.load.store.WrittenBlocks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole cluster under load; on one host a service freezes a guest's store, holds its writes and
 * looks at the array.
 */
class VirtualMachineFreezeTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final Topology TOPOLOGY = TopologyReader.bundled("small");
  private static final String VM = "MAIL1";

  private record Begin() implements Message {}

  /** Freezes, holds, checks and lets go again; says what it saw. */
  private static final class Service implements Entity<Message> {
    final List<String> heard = new ArrayList<>();
    private final EntityId guest = new EntityId(VM);
    private final Controller array;
    private StoreDocument document;
    private long beganNanos;
    private long realNanos;
    private DatabaseCheck.Result result;

    Service(Controller array) {
      this.array = array;
    }

    @Override
    public EntityId id() {
      return new EntityId("MAIL1.requester");
    }

    @Override
    public Class<Message> protocol() {
      return Message.class;
    }

    @Override
    public void start(Context context) {
      context.timer("begin", 120 * SECOND, new Begin());
    }

    @Override
    public void on(Message message, Context context) {
      heard.add(message.getClass().getSimpleName());
      if (message instanceof Begin) {
        beganNanos = context.nowNanos();
        context.tell(guest, new StoreCommand.Freeze("set", id()));
      } else if (message instanceof StoreNotice.Frozen frozen) {
        document = frozen.document();
        context.tell(guest, new VmDisks.HoldWrites("set", id()));
      } else if (message instanceof VmDisks.WritesHeld) {
        realNanos = context.nowNanos() - beganNanos - context.padNanos();
        result = check();
        context.tell(guest, new VmDisks.ReleaseWrites("set"));
        context.tell(guest, new StoreCommand.Thaw("set"));
      }
    }

    private DatabaseCheck.Result check() {
      return new DatabaseCheck(TOPOLOGY.mail())
          .check(disk(VhdRole.DATABASE), disk(VhdRole.LOG), Optional.of(document));
    }

    private WrittenBlocks disk(VhdRole role) {
      VhdLayout.Place place = new VhdLayout(TOPOLOGY).place(VM, role);
      return WrittenBlocks.of(
          place.maxBytes() / IoBatch.BLOCK_BYTES,
          block -> array.version(place.lu(), place.firstBlock() + block));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SECOND, SECOND / 10})
  void whatTheArrayHoldsInAFreezeIsWhatTheWriterSays(long quantumNanos) {
    Scenario scenario = ScenarioReader.bundled("baseline", TOPOLOGY);
    World world = new World(TOPOLOGY, scenario);
    List<MachineBlueprint> machines =
        new ArrayList<>(world.machines().stream().map(world::blueprint).toList());
    Controller array =
        machines.stream()
            .flatMap(machine -> machine.entities().stream())
            .filter(Controller.class::isInstance)
            .map(Controller.class::cast)
            .findFirst()
            .orElseThrow();
    Service service = new Service(array);
    MachineBlueprint host = machines.get(0);
    List<Entity<?>> entities = new ArrayList<>(host.entities());
    entities.add(service);
    machines.set(
        0,
        new MachineBlueprint(host.name(), entities, host.visitors(), host.pipeline(), host.nics()));
    long end = 180 * SECOND;
    TestRun run =
        TestRun.of(
            new RunSettings(1, quantumNanos, end, 0, end),
            machines.toArray(MachineBlueprint[]::new));

    assertThat(service.heard).containsExactly("Begin", "Frozen", "WritesHeld");
    assertThat(service.document.lastLog()).isGreaterThan(100);
    assertThat(service.result)
        .isEqualTo(new DirtyShutdown(service.document.checkpoint(), service.document.lastLog()));
    assertThat(service.realNanos).isBetween(0L, 200 * MS);
    assertThat(service.check())
        .as("it has gone on since")
        .isInstanceOf(DatabaseCheck.Corrupt.class);
    assertThat(run.events()).noneMatch(event -> event.source().equals("ESE"));
  }
}
