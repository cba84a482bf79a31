package kagemusha.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.testkit.Kits;
import kagemusha.kernel.testkit.Say;
import kagemusha.kernel.testkit.Unlisted;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the remoting would drop with a line in a log is heard of by everybody in the process. */
class KryoWireSerializerTest {
  private ActorTestKit kit;
  private TestProbe<WireRefusal> refused;
  private KryoWireSerializer serializer;

  @BeforeEach
  void start(@TempDir Path folder) {
    kit = Kits.start("wire", folder.resolve("journal.db"));
    refused = kit.createTestProbe(WireRefusal.class);
    kit.system().eventStream().tell(new EventStream.Subscribe<>(WireRefusal.class, refused.ref()));
    serializer = new KryoWireSerializer((ExtendedActorSystem) Adapter.toClassic(kit.system()));
    kit.system().eventStream().tell(new EventStream.Publish<>(new WireRefusal("are you there")));
    refused.expectMessage(new WireRefusal("are you there"));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static MachineCommand.Open open(Message message) {
    var order = new MachineCommand.Order("M", 1, new EntityId("e"), message);
    return new MachineCommand.Open(1, 0, 10, List.of(), List.of(), List.of(order));
  }

  @Test
  void aMessageThatNobodyHasListedIsHeardOf() {
    assertThatThrownBy(() -> serializer.toBinary(open(new Unlisted("x"))))
        .isInstanceOf(UnregisteredClassException.class);
    assertThat(refused.receiveMessage().why()).contains(Unlisted.class.getName());
    assertThatThrownBy(() -> serializer.fromBinaryJava(new byte[] {(byte) 0xff, 0x7f, 1}, null))
        .isInstanceOf(UnregisteredClassException.class);
    assertThat(refused.receiveMessage().why()).contains("refused on the wire");
  }

  @Test
  void aMessageThatIsLargerThanAFrameIsHeardOf() {
    serializer.toBinary(open(new Say("x".repeat(1_000_000))));
    refused.expectNoMessage();
    serializer.toBinary(open(new Say("x".repeat(1 << 20))));
    assertThat(refused.receiveMessage().why()).contains("Open of 1048", "allowed are 1044480");
  }
}
