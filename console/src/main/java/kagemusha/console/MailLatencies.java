package kagemusha.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.kernel.counter.CounterName;
import kagemusha.kernel.counter.Statistic;
import kagemusha.load.client.SendMailLatency;
import kagemusha.load.protocol.MailCauses;
import kagemusha.load.server.MailServer;

/**
 * Latencies of mail by cause: the averaged latency of calls of each server, and of sending a
 * message for all users and for those of each server. If jobs redirect the disks of some servers,
 * the users of these stand apart from the others.
 */
final class MailLatencies {
  static final String RPC = "RPC averaged latency";
  static final String SEND = "send mail";
  static final String ALL = "all";
  static final String DIRECT = "direct";
  static final String REDIRECTED = "redirected";

  private final CounterHistory counters;
  private final List<Statistic> sendMail;
  private final Map<String, Set<String>> groups = new LinkedHashMap<>();

  /**
   * @param guests all virtual machines
   * @param redirected those whose disks are redirected by jobs
   */
  MailLatencies(
      CounterHistory counters,
      List<Statistic> sendMail,
      List<String> guests,
      Set<String> redirected) {
    this.counters = counters;
    this.sendMail = List.copyOf(sendMail);
    groups.put(ALL, new TreeSet<>(guests));
    if (!redirected.isEmpty()) {
      Set<String> direct = new TreeSet<>(guests);
      direct.removeAll(redirected);
      groups.put(DIRECT, direct);
      groups.put(REDIRECTED, new TreeSet<>(redirected));
    }
    guests.forEach(guest -> groups.put(guest, Set.of(guest)));
  }

  List<LatencyTotal> totals(CounterHistory.Span span) {
    List<LatencyTotal> totals = new ArrayList<>();
    for (Map.Entry<String, Set<String>> group : groups.entrySet()) {
      if (group.getValue().size() == 1) {
        rpc(group.getKey(), span).ifPresent(totals::add);
      }
    }
    groups.forEach(
        (name, servers) -> {
          SendMailLatency.Sum sum = SendMailLatency.sum(sendMail, span::takes, servers);
          if (sum.count() > 0) {
            totals.add(new LatencyTotal(name, SEND, sum.count(), sum.sumMs(), sum.causesMs()));
          }
        });
    return totals;
  }

  /** Mean of the sampled averages; the samples' causes make up each of them. */
  private Optional<LatencyTotal> rpc(String guest, CounterHistory.Span span) {
    OptionalDouble mean = counters.mean(counter(guest, ""), span);
    if (mean.isEmpty() || mean.getAsDouble() == 0) {
      return Optional.empty();
    }
    Map<String, Double> causes = new LinkedHashMap<>();
    for (int cause = 0; cause < MailCauses.OF_CALL; cause++) {
      String title = MailCauses.title(cause);
      counters
          .mean(counter(guest, ": " + title), span)
          .ifPresent(
              ms -> {
                if (ms > 0) {
                  causes.put(title, ms);
                }
              });
    }
    return Optional.of(
        new LatencyTotal(guest, RPC, LatencyTotal.OF_A_MEAN, mean.getAsDouble(), causes));
  }

  private static String counter(String guest, String part) {
    String name = MailServer.RPC_LATENCY + part;
    return new CounterName(guest, "MSExchangeIS Mailbox", "_Total", name).toString();
  }

  /** Count, mean and 95th percentile of sending a message, of a group or one server's users. */
  OptionalDouble sendMail(String group, String statistic, CounterHistory.Span span) {
    Set<String> servers = groups.get(group);
    if (servers == null) {
      return OptionalDouble.empty();
    }
    return Figures.find(
        SendMailLatency.combineSlices(sendMail, span::takes, servers),
        SendMailLatency.COUNTER,
        SendMailLatency.ALL,
        statistic);
  }
}
