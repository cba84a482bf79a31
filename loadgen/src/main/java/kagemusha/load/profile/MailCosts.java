package kagemusha.load.profile;

import kagemusha.config.MailSpec;
import kagemusha.load.protocol.TaskKind;

/**
 * Mean disk I/O of each task and of a delivery at one server. In the steady state the sum over all
 * events of (events per second x cost) is exactly the rate given per user, times the server's
 * activity. Log-ons and synchronisation come on top, early in the day.
 */
public final class MailCosts {
  /** Page reads of one call of a log-on: folder hierarchy and views, never cached before [EE]. */
  private static final double LOGON_READS_PER_RPC = 1;

  /** Log writes when a mailbox is opened or closed: the time of last access [EE]. */
  private static final double SESSION_LOG_WRITES = 1;

  private final MailSpec mail;
  private final double readScale;
  private final double logScale;
  private final double pagesPerLogWrite;

  private MailCosts(MailSpec mail, double readScale, double logScale, double pagesPerLogWrite) {
    this.mail = mail;
    this.readScale = readScale;
    this.logScale = logScale;
    this.pagesPerLogWrite = pagesPerLogWrite;
  }

  /** The costs at server {@code index}. */
  public static MailCosts of(MailSite site, int index) {
    MailSpec mail = site.mail();
    TaskRates rates = TaskRates.of(site, index);
    double activity = site.servers().get(index).activity();
    return new MailCosts(
        mail,
        ratio(mail.databaseReadsPerUserSecond() * activity, rates.weighted(CostWeights.PAGE_READS)),
        ratio(mail.logWritesPerUserSecond() * activity, rates.weighted(CostWeights.LOG_WRITES)),
        ratio(mail.databaseWritesPerUserSecond(), mail.logWritesPerUserSecond()));
  }

  private static double ratio(double of, double to) {
    return to == 0 ? 0 : of / to;
  }

  /** Mean page reads of a task. */
  public double reads(TaskKind kind) {
    return switch (kind) {
      case LOGON -> LOGON_READS_PER_RPC * mail.logonRpcs();
      case SYNC -> mail.syncReadsPerRound();
      case SEND -> readScale * CostWeights.PAGE_READS.send();
      case READ -> readScale * CostWeights.PAGE_READS.read();
      case BROWSE -> readScale * CostWeights.PAGE_READS.browse();
      case LOGOFF -> 0;
    };
  }

  /** Mean log writes of a task. */
  public double logWrites(TaskKind kind) {
    return switch (kind) {
      case LOGON, LOGOFF -> SESSION_LOG_WRITES;
      case SYNC -> 0;
      case SEND -> logScale * CostWeights.LOG_WRITES.send();
      case READ -> logScale * CostWeights.LOG_WRITES.read();
      case BROWSE -> logScale * CostWeights.LOG_WRITES.browse();
    };
  }

  /** Mean page reads of the delivery of one message to one recipient. */
  public double deliveryReads() {
    return readScale * CostWeights.PAGE_READS.delivery();
  }

  /** Mean log writes of the delivery of a message of mean size to one recipient. */
  public double deliveryLogWrites() {
    return logScale * CostWeights.LOG_WRITES.delivery();
  }

  /** Database pages that are changed for one log write and written back later, on average. */
  public double pagesPerLogWrite() {
    return pagesPerLogWrite;
  }
}
