package kagemusha.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.LinkTotal;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.Relocation;
import kagemusha.kernel.machine.SampleRow;
import kagemusha.kernel.testkit.Say;
import kagemusha.kernel.testkit.TestWireTypes.Columns;
import kagemusha.kernel.testkit.Unlisted;
import org.junit.jupiter.api.Test;

class WireCodecTest {
  private final WireCodec codec = new WireCodec();

  private Object copy(Object value) {
    return new WireCodec().fromBytes(codec.toBytes(value));
  }

  private void survives(Object value) {
    assertThat(copy(value))
        .usingRecursiveComparison()
        .withEqualsForType((one, other) -> Double.compare(one, other) == 0, Double.class)
        .isEqualTo(value);
  }

  @Test
  void everyKindOfColumnSurvives() {
    survives(
        new Columns(
            new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE},
            new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE},
            new byte[] {-128, 0, 127},
            new double[] {Double.NaN, -0.0, 1e300},
            new int[][] {{1, 2}, null, {}},
            new boolean[] {true, false},
            new String[] {"a", null, "\u5f71"},
            List.of(new Say("x"), 5L, "text", List.of(1, 2))));
  }

  @Test
  void columnsMayBeMissingOrEmpty() {
    survives(new Columns(null, null, null, null, null, null, null, null));
    survives(
        new Columns(
            new long[0],
            new int[0],
            new byte[0],
            new double[0],
            new int[0][],
            new boolean[0],
            new String[0],
            List.of()));
  }

  @Test
  void listsOfEveryKindArriveAsLists() {
    List<Object> content = List.of("a", new Say("b"));
    for (List<Object> list :
        List.of(
            content,
            new ArrayList<>(content),
            Arrays.asList(content.toArray()),
            List.copyOf(content).subList(0, 2),
            content.stream().toList())) {
      assertThat(copy(list)).isEqualTo(content);
    }
    assertThat(copy(List.of())).isEqualTo(List.of());
  }

  @Test
  void reportsAndCommandsSurvive() {
    EventRecord event = new EventRecord(5, "M", "src", 7, Level.ERROR, "text", "job");
    SampleRow sample = new SampleRow(10, new double[] {1.5, Double.NaN});
    survives(new MachineReport.Ready("M", "actor", "addr", List.of(new CounterColumn("c", 10))));
    survives(
        new MachineReport.Done(
            "M",
            3,
            List.of(new MachineReport.Posted("N", 77)),
            List.of("N"),
            Long.MAX_VALUE,
            List.of(sample),
            List.of(event),
            List.of(new Relocation(new EntityId("GUEST1"), 9, "N"))));
    survives(new MachineReport.Received(3, "M", "N"));
    survives(new MachineReport.Failed("M", 3, "why"));
    survives(new MachineReport.Unrecorded("M", "why"));
    survives(
        new MachineReport.Summary(
            "M",
            List.of(new Statistic("c", "i", "s", 2.5)),
            List.of(new LinkTotal("M", "lan", 1, 2)),
            new MachineReport.WireTotal(1, 2, 3, 4)));
    survives(new MachineCommand.Begin(List.of(new MachineCommand.Peer("M", "actor"))));
    survives(
        new MachineCommand.Open(3, 10, 20, List.of(new MachineCommand.Loss("N", 2, 7)), List.of()));
    survives(new MachineCommand.MailPart(3, "M", 1, 2, new byte[] {1, 2, 3}));
    survives(new MachineCommand.Finish());
    survives(new MachineCommand.Welcome());
    survives(new EntityId("M.x"));
  }

  @Test
  void theSenderRefusesWhatIsOnNoList() {
    assertThatThrownBy(() -> codec.toBytes(new Unlisted("x")))
        .isInstanceOf(UnregisteredClassException.class)
        .hasMessageContaining(Unlisted.class.getName());
    assertThatThrownBy(() -> codec.toBytes(List.of(new Say("x"), new Unlisted("y"))))
        .as("deep inside as well")
        .isInstanceOf(UnregisteredClassException.class)
        .hasMessageContaining(Unlisted.class.getName());
    assertThatThrownBy(() -> codec.toBytes(new AtomicReference<>("x")))
        .isInstanceOf(UnregisteredClassException.class);
    assertThat(copy(new Say("still works"))).isEqualTo(new Say("still works"));
  }

  @Test
  void theReceiverRefusesForgedBytes() {
    Kryo liberal = new Kryo();
    liberal.setRegistrationRequired(false);
    Output byName = new Output(1024, -1);
    liberal.writeClassAndObject(byName, new Unlisted("payload"));
    assertThatThrownBy(() -> codec.fromBytes(byName.toBytes()))
        .as("a class by its name")
        .isInstanceOf(UnregisteredClassException.class);
    Output byNumber = new Output(1024, -1);
    byNumber.writeVarInt(99_999, true);
    assertThatThrownBy(() -> codec.fromBytes(byNumber.toBytes()))
        .as("a class by an unknown number")
        .isInstanceOf(UnregisteredClassException.class);
    assertThat(copy(new Say("still works"))).isEqualTo(new Say("still works"));
  }

  @Test
  void numbersOfModulesDoNotCollide() {
    Map<Integer, Class<?>> taken = new LinkedHashMap<>();
    for (WireTypes module : ServiceLoader.load(WireTypes.class)) {
      assertThat(module.firstId() % 100).as(module.getClass().getName()).isZero();
      int id = module.firstId();
      for (Class<?> type : module.types()) {
        assertThat(taken.put(id++, type)).as("number of " + type).isNull();
      }
    }
    assertThat(taken.values()).doesNotHaveDuplicates().hasSizeGreaterThan(20);
  }
}
