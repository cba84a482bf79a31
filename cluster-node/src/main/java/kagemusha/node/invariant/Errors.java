package kagemusha.node.invariant;

import java.util.function.Consumer;
import kagemusha.backup.dpm.ContentEvent;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;
import kagemusha.node.audit.Auditor;

/** Laws that are proven elsewhere: a proof that fails is an error in the event log. */
final class Errors implements Checker {
  @Override
  public void happened(EventRecord event, Consumer<Breach> breaches) {
    if (event.level() != Level.ERROR) {
      return;
    } else if (event.source().equals(Auditor.SOURCE)) {
      breaches.accept(breach(event, Breach.Law.ACKNOWLEDGED_WRITES));
    } else if (ContentEvent.of(event.source(), event.id()).isPresent()) {
      breaches.accept(breach(event, Breach.Law.CONTENT));
    }
  }

  private static Breach breach(EventRecord event, Breach.Law law) {
    return new Breach(event.timeNanos(), law, event.text());
  }
}
