package kagemusha.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.testkit.Say;
import kagemusha.kernel.testkit.TestRows;
import kagemusha.kernel.testkit.Unlisted;
import kagemusha.kernel.wire.UnregisteredClassException;
import org.junit.jupiter.api.Test;

class PostboxTest {
  private static final EntityId A = new EntityId("A");
  private static final EntityId B = new EntityId("B");

  private final Postbox sender = new Postbox();
  private final Postbox receiver = new Postbox();

  private static Mail small(Message message) {
    Mail mail = Mail.empty();
    mail.control().add(new ControlMail("lan", new Delivery(9, A, 0, 3, B, 7, message)));
    return mail;
  }

  private static Mail large() {
    Mail mail = Mail.empty();
    long[] times = new long[70_000];
    for (int i = 0; i < times.length; i++) {
      times[i] = i * 3L;
    }
    mail.data().add(new BatchMail("lan", A, B, TestRows.sized(5, times)));
    return mail;
  }

  private List<MachineCommand.MailPart> post(long tick, String from, Mail mail) {
    List<MachineCommand.MailPart> parts = new ArrayList<>();
    sender.post(tick, from, mail, parts::add);
    return parts;
  }

  @Test
  void aSmallLetterIsOnePart() {
    Mail mail = small(new Say("hello"));
    List<MachineCommand.MailPart> parts = post(4, "M", mail);
    assertThat(parts).hasSize(1);
    assertThat(receiver.take(parts.get(0))).isTrue();
    assertThat(receiver.collect(5, List.of("M"), List.of())).containsExactly(mail);
    assertThat(sender.messages()).isEqualTo(1);
    assertThat(sender.bytes()).isEqualTo(parts.get(0).bytes().length);
  }

  @Test
  void aLargeLetterIsCutAndPutTogetherInAnyOrder() {
    List<MachineCommand.MailPart> parts = post(4, "M", large());
    assertThat(parts).hasSizeGreaterThan(4);
    assertThat(parts).allSatisfy(p -> assertThat(p.bytes()).hasSizeLessThanOrEqualTo(192 * 1024));
    Collections.reverse(parts);
    Collections.swap(parts, 0, 2);
    for (MachineCommand.MailPart part : parts.subList(0, parts.size() - 1)) {
      assertThat(receiver.take(part)).isFalse();
      assertThat(receiver.take(part)).as("the same part again changes nothing").isFalse();
    }
    assertThat(receiver.take(parts.get(parts.size() - 1))).isTrue();
    TestRows rows =
        (TestRows) receiver.collect(5, List.of("M"), List.of()).get(0).data().get(0).rows();
    assertThat(rows.times()).isEqualTo(((TestRows) large().data().get(0).rows()).times());
  }

  @Test
  void mailIsHandedOutOnceInTheOrderOfTicksAndThenOfSenders() {
    receiver.take(post(4, "Z", small(new Say("z4"))).get(0));
    receiver.take(post(5, "A", small(new Say("a5"))).get(0));
    receiver.take(post(3, "Z", small(new Say("z3"))).get(0));
    receiver.take(post(4, "A", small(new Say("a4"))).get(0));
    receiver.keep(4, "M", small(new Say("own")));
    List<String> senders = List.of("M", "A", "Z");
    assertThat(receiver.collect(5, senders, List.of()))
        .as("all ticks that it was left out of")
        .containsExactly(
            small(new Say("z3")),
            small(new Say("own")),
            small(new Say("a4")),
            small(new Say("z4")));
    assertThat(receiver.collect(5, senders, List.of())).isEmpty();
    assertThat(receiver.collect(6, senders, List.of())).containsExactly(small(new Say("a5")));
  }

  @Test
  void whatAMachineSendsAfterItsReturnCounts() {
    List<MachineCommand.Loss> losses = List.of(new MachineCommand.Loss("DEAD", 4, 6));
    receiver.take(post(4, "DEAD", small(new Say("x"))).get(0));
    receiver.take(post(6, "DEAD", small(new Say("back"))).get(0));
    assertThat(receiver.collect(7, List.of("DEAD"), losses))
        .containsExactly(small(new Say("back")));
  }

  @Test
  void whatALostMachineSentInItsLastTickIsForgottenAndWhatItSentBeforeIsNot() {
    List<String> senders = List.of("DEAD", "M");
    List<MachineCommand.Loss> losses = List.of(new MachineCommand.Loss("DEAD", 4, Long.MAX_VALUE));
    receiver.take(post(3, "DEAD", small(new Say("committed"))).get(0));
    receiver.take(post(4, "DEAD", small(new Say("x"))).get(0));
    receiver.take(post(4, "M", small(new Say("alive"))).get(0));
    assertThat(receiver.collect(5, senders, losses))
        .containsExactly(small(new Say("committed")), small(new Say("alive")));
    List<MachineCommand.MailPart> half = post(4, "DEAD", large());
    receiver.take(half.get(0));
    assertThat(receiver.collect(6, senders, losses)).isEmpty();
    for (MachineCommand.MailPart part : half.subList(1, half.size())) {
      assertThat(receiver.take(part)).as("its first part is gone").isFalse();
    }
  }

  @Test
  void mailToItselfIsNeverTurnedIntoBytes() {
    Mail mail = small(new Unlisted("x"));
    receiver.keep(4, "M", mail);
    assertThat(receiver.collect(5, List.of("M"), List.of()).get(0)).isSameAs(mail);
    assertThat(receiver.bytes()).isZero();
  }

  @Test
  void whatCannotBeSentFailsTheSenderInOneClearLine() {
    assertThatThrownBy(() -> post(4, "M", small(new Unlisted("x"))))
        .isInstanceOf(UnregisteredClassException.class)
        .hasMessageContaining("kagemusha.kernel.testkit.Unlisted")
        .message()
        .doesNotContain("\n");
  }
}
