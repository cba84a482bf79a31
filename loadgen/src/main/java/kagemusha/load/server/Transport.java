package kagemusha.load.server;

import java.util.Arrays;
import kagemusha.kernel.counter.IntervalSum;
import kagemusha.kernel.data.EventHeap;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.random.RandomStream;
import kagemusha.load.profile.MailCosts;
import kagemusha.load.profile.MailSite;

/**
 * Routes messages to their recipients and delivers them. Every recipient gets a copy of their own,
 * as the store keeps no single instance; another server gets a message once, for all its
 * recipients.
 */
final class Transport {
  /**
   * Mean time between two disk accesses of one delivery, which runs beside the users' calls [EE].
   */
  private static final double STEP_NANOS = 50e6;

  private final MailSite site;
  private final int self;
  private final MailCosts costs;
  private final Storage storage;
  private final EventHeap timers;
  private final Outbox outbox;
  private final RandomStream routing;
  private final RandomStream delivery;
  private final int[] recipients;
  private final int totalUsers;
  private final IntervalSum delivered = new IntervalSum();
  private int logWritesDue;

  Transport(
      MailSite site,
      int self,
      MailCosts costs,
      Storage storage,
      EventHeap timers,
      Outbox outbox,
      Context context) {
    this.site = site;
    this.self = self;
    this.costs = costs;
    this.storage = storage;
    this.timers = timers;
    this.outbox = outbox;
    this.routing = context.random("mail.routing");
    this.delivery = context.random("mail.delivery");
    this.recipients = new int[site.servers().size()];
    this.totalUsers = site.totalUsers();
  }

  /** A user of this server has sent a message. */
  void submit(long timeNanos, int bytes) {
    Arrays.fill(recipients, 0);
    for (int i = 0; i < site.mail().recipientsPerMessage(); i++) {
      recipients[serverOf(routing.below(totalUsers))]++;
    }
    for (int server = 0; server < recipients.length; server++) {
      if (server != self && recipients[server] > 0) {
        outbox.message(server, timeNanos, bytes, recipients[server]);
      }
    }
    deliver(timeNanos, bytes, recipients[self]);
  }

  private int serverOf(long siteUser) {
    long left = siteUser;
    int server = 0;
    while (left >= site.servers().get(server).vm().users()) {
      left -= site.servers().get(server++).vm().users();
    }
    return server;
  }

  /** Delivers a message to so many users of this server. */
  void deliver(long timeNanos, int bytes, int copies) {
    for (int i = 0; i < copies; i++) {
      deliverTo((int) delivery.below(site.servers().get(self).vm().users()), timeNanos, bytes);
    }
    delivered.add(copies);
  }

  private void deliverTo(int user, long timeNanos, int bytes) {
    double size = bytes / (double) site.mail().meanMessageBytes();
    int logWrites = delivery.poisson(costs.deliveryLogWrites() * size);
    int pages = delivery.around(costs.pagesPerLogWrite() * logWrites);
    int newPages = Math.min(pages, delivery.around(bytes / (double) site.mail().pageBytes()));
    storage.appendPages(timeNanos, newPages, storage.nextLog());
    storage.changePages(timeNanos, user, pages - newPages, storage.nextLog());
    logWritesDue += logWrites;
    spread(timeNanos, logWrites, Timer.DELIVERY_LOG_WRITE.with(0));
    spread(timeNanos, delivery.poisson(costs.deliveryReads()), Timer.DELIVERY_READ.with(user));
  }

  /** The time of one of a delivery's log writes has come. */
  void writeLog(long timeNanos) {
    logWritesDue--;
    storage.writeLog(timeNanos);
  }

  /** The guest has ended. */
  void forget() {
    logWritesDue = 0;
  }

  /** Whether nothing that has been delivered is still to be written to the log. */
  boolean isIdle() {
    return logWritesDue == 0;
  }

  private void spread(long timeNanos, int count, long payload) {
    long at = timeNanos;
    for (int i = 0; i < count; i++) {
      at += delivery.exponentialNanos(STEP_NANOS);
      timers.add(at, payload);
    }
  }

  double drainDeliveredPerSecond(int intervalSeconds) {
    return delivered.drainPerSecond(intervalSeconds);
  }
}
