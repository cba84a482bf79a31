package kagemusha.node;

import java.time.Duration;
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
import kagemusha.node.HyperVWriterState.Session;

/** What a host's Hyper-V writer says to its service, and how it waits. */
record WriterAnswers(EntityId self, EntityId service) {
  static WriterAnswers of(String host) {
    return new WriterAnswers(VssWiring.hyperVWriterOf(host), VssWiring.serviceOf(host));
  }

  Tell done(String set, WriterState state) {
    return new Tell(service, new WriterNotice.Done(set, self, state));
  }

  Tell failed(Session session, WriterState at, VssError error, String why) {
    return new Tell(service, new WriterNotice.Failed(session.set(), self, at, error, why));
  }

  Tell aborted(String set) {
    return new Tell(service, new WriterNotice.Aborted(set, self));
  }

  /** The host cannot reach the guest. */
  static Log noAnswer(Session session) {
    String text = "The computer %s does not answer.".formatted(session.vm());
    return new Log("DistributedCOM", HyperVWriterRules.NO_ANSWER, Level.ERROR, text, session.set());
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
