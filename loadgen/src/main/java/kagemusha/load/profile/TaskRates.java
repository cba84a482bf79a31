package kagemusha.load.profile;

import kagemusha.config.MailSpec;
import kagemusha.load.protocol.TaskKind;

/**
 * How often things happen to one user of a server in the steady state, per second of virtual time.
 *
 * @param deliveries messages that arrive: they come from users of all servers and so go with the
 *     activity of all of them, not with the server's own
 */
public record TaskRates(double sends, double reads, double browses, double deliveries) {

  /** The rates of a user of server {@code index}. */
  public static TaskRates of(MailSite site, int index) {
    MailSpec mail = site.mail();
    double perDay = 1e9 / mail.workday().toNanos();
    double own = site.servers().get(index).activity() * perDay;
    return new TaskRates(
        mail.sendsPerDay() * own,
        mail.readsPerDay() * own,
        mail.browsesPerDay() * own,
        (double) mail.recipientsPerMessage() * mail.sendsPerDay() * site.meanActivity() * perDay);
  }

  /** All tasks that the user starts. */
  public double tasks() {
    return sends + reads + browses;
  }

  /** A kind of task, by a number drawn uniformly from [0, 1). */
  public TaskKind pick(double uniform) {
    double at = uniform * tasks();
    if (at < sends) {
      return TaskKind.SEND;
    }
    return at < sends + reads ? TaskKind.READ : TaskKind.BROWSE;
  }

  /** The rate at which a weight arises that each event brings. */
  double weighted(CostWeights weights) {
    return sends * weights.send()
        + reads * weights.read()
        + browses * weights.browse()
        + deliveries * weights.delivery();
  }
}
