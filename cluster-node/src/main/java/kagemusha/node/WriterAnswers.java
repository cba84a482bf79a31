package kagemusha.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kagemusha.backup.VmDisks;
import kagemusha.backup.vss.Moment;
import kagemusha.backup.vss.VssError;
import kagemusha.backup.vss.VssWiring;
import kagemusha.backup.vss.WriterNotice;
import kagemusha.backup.vss.WriterState;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.load.store.StoreDocument;
import kagemusha.node.HyperVWriterState.Session;

/** What a host's Hyper-V writer says to its service and asks machines, and how it waits. */
record WriterAnswers(EntityId self, EntityId service) {
  /** Windows Server's number. */
  static final int NO_ANSWER = 10009;

  static WriterAnswers of(String host) {
    return new WriterAnswers(VssWiring.hyperVWriterOf(host), VssWiring.serviceOf(host));
  }

  Tell done(String set, WriterState state) {
    return new Tell(service, new WriterNotice.Done(set, self, state));
  }

  Tell failed(Session session, WriterState at, VssError error, String why) {
    return new Tell(service, new WriterNotice.Failed(session.set(), self, at, error, why));
  }

  Tell identified(Session session, Set<Integer> lus) {
    return new Tell(service, new WriterNotice.Identified(session.set(), self, lus));
  }

  Tell recovered(
      Session session, List<VmDisks.Disk> disks, Optional<StoreDocument> document, boolean online) {
    return new Tell(
        service, new WriterNotice.Recovered(session.set(), self, disks, document, online));
  }

  Tell aborted(String set) {
    return new Tell(service, new WriterNotice.Aborted(set, self));
  }

  /** To the machine: which blocks do your disks occupy? */
  Tell describe(Session session) {
    return new Tell(new EntityId(session.vm()), new VmDisks.Describe(session.set(), self));
  }

  /** Growth of a disk changes its blocks but never its LU. */
  static Set<Integer> lus(List<VmDisks.Disk> disks) {
    return disks.stream().map(VmDisks.Disk::lu).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The host cannot reach the guest. */
  static Log noAnswer(Session session) {
    String text = "The computer %s does not answer.".formatted(session.vm());
    return new Log("DistributedCOM", NO_ANSWER, Level.ERROR, text, session.set());
  }

  static Timer silence(Session session, Moment now, Duration limit) {
    return new Timer(
        session.set() + ".guest",
        now.watchNanos(limit),
        new HyperVWriter.GuestSilent(session.set()));
  }

  static Timer after(String set, Duration delay, HyperVWriterRules.Timed next) {
    return new Timer(set + ".step", delay.toNanos(), new HyperVWriter.StepOver(set, next));
  }
}
