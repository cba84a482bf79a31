package kagemusha.load.profile;

/**
 * What one event costs relative to the others. Only the ratios matter: {@link MailCosts} scales
 * them so that the rates per user come out.
 */
record CostWeights(double send, double read, double browse, double delivery) {

  /**
   * Page reads [EE]. Sending and reading open a folder and a message. Browsing walks views of
   * several folders whose pages are colder. A delivery touches the recipient's inbox and its
   * indexes, which are mostly cached.
   */
  static final CostWeights PAGE_READS = new CostWeights(1, 1, 1.5, 0.25);

  /**
   * Log writes [EE]. A delivery logs the whole message and its index entries. Sending logs it as
   * well, and again some of it when it moves from the outbox to the sent items. Reading changes
   * flags and sometimes the folder. Browsing hardly changes anything.
   */
  static final CostWeights LOG_WRITES = new CostWeights(3, 0.5, 0.1, 2);
}
