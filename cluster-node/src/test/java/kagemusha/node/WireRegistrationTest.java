package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.backup.dpm.ChecksumRows;
import kagemusha.backup.dpm.DpmAgent;
import kagemusha.backup.dpm.DpmServer;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvVolume;
import kagemusha.csv.membership.ClusterMember;
import kagemusha.csv.membership.ClusterRegistry;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.machine.BatchMail;
import kagemusha.kernel.machine.ControlMail;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.MachineReport;
import kagemusha.kernel.machine.Mail;
import kagemusha.kernel.wire.WireTypes;
import kagemusha.kernel.wire.Wired;
import kagemusha.load.protocol.LogonReplies;
import kagemusha.load.protocol.LogonRows;
import kagemusha.load.protocol.MailReplies;
import kagemusha.load.protocol.MailTasks;
import kagemusha.load.protocol.SmtpRows;
import kagemusha.node.migration.MigrationDesk;
import kagemusha.node.migration.MigrationService;
import kagemusha.node.migration.PageRows;
import org.junit.jupiter.api.Test;

/** Whatever can cross between machines is on some module's list, with all that it is made of. */
class WireRegistrationTest {
  private static List<WireTypes> modules() {
    return ServiceLoader.load(WireTypes.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  private static Set<String> registered() {
    Set<String> names = new TreeSet<>();
    modules().forEach(module -> module.types().forEach(type -> names.add(type.getName())));
    return names;
  }

  private static Stream<Class<?>> permitted(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses());
  }

  /** All that is declared to cross machines, by the interfaces that declare it. */
  private static List<Class<?>> crossing() {
    List<Class<?>> all = new ArrayList<>();
    all.addAll(List.of(Mail.class, ControlMail.class, BatchMail.class));
    Stream.of(MachineCommand.class, MachineReport.class)
        .flatMap(WireRegistrationTest::permitted)
        .filter(Wired.class::isAssignableFrom)
        .forEach(all::add);
    permitted(ControllerCommand.class).filter(Class::isRecord).forEach(all::add);
    Stream.of(ControllerNotice.class.getDeclaredClasses()).forEach(all::add);
    permitted(CsvVolume.Command.class).forEach(all::add);
    permitted(CsvVolume.Notice.class).forEach(all::add);
    all.addAll(
        List.of(
            CsvNode.Hold.class,
            CsvNode.Resume.class,
            CsvNode.OwnerLost.class,
            CsvNode.Join.class,
            CsvNode.KnockAt.class,
            CsvNode.HeardBy.class));
    all.addAll(
        List.of(
            ClusterMember.Heartbeat.class,
            ClusterMember.Evicted.class,
            ClusterMember.Challenge.class,
            ClusterMember.Joined.class,
            ClusterMember.TakeOver.class,
            ClusterMember.BringOnline.class,
            ClusterRegistry.Suspect.class,
            ClusterRegistry.Defend.class,
            ClusterRegistry.Join.class,
            ClusterRegistry.Resources.class,
            ClusterRegistry.Deleted.class,
            ClusterRegistry.Failed.class));
    all.addAll(
        List.of(
            DpmAgent.Carry.class,
            DpmAgent.DiskStored.class,
            DpmAgent.DiskSent.class,
            DpmAgent.Cancel.class,
            DpmAgent.AreYouThere.class));
    all.addAll(
        List.of(
            DpmServer.SnapshotTaken.class,
            DpmServer.DiskOpened.class,
            DpmServer.DiskShipped.class,
            DpmServer.Restored.class,
            DpmServer.JobEnded.class,
            DpmServer.AgentAnswers.class,
            DpmServer.DamageBlock.class));
    permitted(MigrationDesk.Command.class).forEach(all::add);
    all.addAll(
        List.of(
            MigrationService.Go.class,
            MigrationService.Wait.class,
            MigrationService.Offer.class,
            MigrationService.Accepted.class,
            MigrationService.Declined.class,
            MigrationService.PassOver.class,
            MigrationService.Withdrawn.class));
    all.addAll(
        List.<Class<? extends Batch>>of(
            PageRows.class,
            IoBatch.class,
            IoCompletions.class,
            StreamRows.class,
            StreamAcks.class,
            ChecksumRows.class,
            MailTasks.class,
            MailReplies.class,
            SmtpRows.class,
            LogonRows.class,
            LogonReplies.class));
    return all;
  }

  @Test
  void everythingThatCrossesIsRegistered() {
    assertThat(crossing()).hasSizeGreaterThan(40);
    assertThat(registered()).containsAll(crossing().stream().map(Class::getName).toList());
  }

  /** A record on the wire must not hold a record or enum of the product that is not. */
  @Test
  void whatRegisteredRecordsAreMadeOfIsRegisteredToo() {
    Set<String> registered = registered();
    Set<String> missing = new TreeSet<>();
    for (WireTypes module : modules()) {
      for (Class<?> type : module.types()) {
        if (type.isRecord()) {
          for (RecordComponent component : type.getRecordComponents()) {
            parts(component.getGenericType()).stream()
                .filter(part -> part.isRecord() || part.isEnum())
                .map(Class::getName)
                .filter(name -> !registered.contains(name))
                .forEach(name -> missing.add(name + " in " + type.getName()));
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<Class<?>> parts(Type type) {
    List<Class<?>> parts = new ArrayList<>();
    Deque<Type> open = new ArrayDeque<>(List.of(type));
    while (!open.isEmpty()) {
      Type next = open.pop();
      if (next instanceof ParameterizedType generic) {
        open.addAll(List.of(generic.getActualTypeArguments()));
      } else if (next instanceof Class<?> plain) {
        parts.add(plain.isArray() ? plain.getComponentType() : plain);
      }
    }
    return parts;
  }

  @Test
  void modulesKeepToTheirNumbers() {
    assertThat(modules().stream().map(WireTypes::firstId))
        .containsExactlyInAnyOrder(0, 100, 200, 300, 400, 500, 600, 700, 800);
    assertThat(modules()).allSatisfy(m -> assertThat(m.types()).hasSizeLessThanOrEqualTo(100));
    assertThat(modules().stream().flatMap(m -> m.types().stream())).doesNotHaveDuplicates();
  }
}
