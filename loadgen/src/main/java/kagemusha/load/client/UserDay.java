package kagemusha.load.client;

import kagemusha.config.MailSpec;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.profile.MailSite;
import kagemusha.load.profile.TaskRates;
import kagemusha.load.protocol.TaskKind;

/** What users do and when: all draws of a client. */
final class UserDay {
  private static final int MIN_MESSAGE_BYTES = 1024;

  private final MailSpec mail;
  private final TaskRates[] rates;
  private final RandomStream gaps;
  private final RandomStream kinds;
  private final RandomStream sizes;
  private final RandomStream synchronisation;

  UserDay(MailSite site, Context context) {
    this.mail = site.mail();
    this.rates = new TaskRates[site.servers().size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = TaskRates.of(site, i);
    }
    this.gaps = context.random("load.gaps");
    this.kinds = context.random("load.kinds");
    this.sizes = context.random("load.sizes");
    this.synchronisation = context.random("load.synchronisation");
  }

  /** Time to the next task of a user of a server; {@code Long.MAX_VALUE} if the user has none. */
  long gapNanos(int server) {
    double perSecond = rates[server].tasks();
    return perSecond > 0 ? gaps.exponentialNanos(1e9 / perSecond) : Long.MAX_VALUE;
  }

  TaskKind kind(int server) {
    return rates[server].pick(kinds.uniform());
  }

  /**
   * Size of the message that a task of this kind sends or reads: exponentially distributed above 1
   * KB, with the mean that is given; 0 for other tasks.
   */
  int messageBytes(TaskKind kind) {
    if (kind != TaskKind.SEND && kind != TaskKind.READ) {
      return 0;
    }
    double above = Math.max(0, mail.meanMessageBytes() - MIN_MESSAGE_BYTES);
    return MIN_MESSAGE_BYTES + (int) sizes.exponential(above);
  }

  int syncRounds() {
    return mail.syncRounds();
  }

  /** When after the log-on one round of synchronisation starts: any moment of the window. */
  long syncDelayNanos() {
    return (long) (mail.syncWindow().toNanos() * synchronisation.uniform());
  }

  /** When the k-th log-on is dispatched, from the first. */
  long logonDelayNanos(int k) {
    return (long) (k / mail.logonsPerClientSecond() * 1e9);
  }

  /** The client's own time for sending a message, beside server and network. */
  long sendingNanos(int messageBytes) {
    return (long) (mail.clientTimePerKb().toNanos() * (messageBytes / 1024.0));
  }
}
