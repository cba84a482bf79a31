package kagemusha.load.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.counter.CounterName;
import kagemusha.load.protocol.MailCauses;

/**
 * The counters of a mail server, sampled every 10 s.
 *
 * @param machine its guest
 * @param network where clients and servers reach it
 * @param calls looked up at each sample
 * @param delivered messages per second since the last sample
 * @param bytes received and sent per second since the last sample
 */
record MailCounters(
    String machine,
    String network,
    Supplier<CallStatistics> calls,
    DoubleSupplier delivered,
    DoubleSupplier bytes) {
  static final int INTERVAL_SECONDS = 10;

  private static final String STORE = "MSExchangeIS Mailbox";

  /** Always the same list. */
  List<Counter> list() {
    List<Counter> list = new ArrayList<>();
    list.add(ofStore(MailServer.RPC_LATENCY, () -> calls.get().averagedMs()));
    list.add(ofStore("RPC Operations/sec", () -> calls.get().drainPerSecond(INTERVAL_SECONDS)));
    list.add(ofStore("Messages Delivered/sec", delivered));
    list.add(
        Counter.every10s(
            new CounterName(machine, "Network Interface", network, "Bytes Total/sec"), bytes));
    for (int each = 0; each < MailCauses.OF_CALL; each++) {
      int cause = each;
      String part = MailServer.RPC_LATENCY + ": " + MailCauses.title(cause);
      list.add(ofStore(part, () -> calls.get().averagedMs(cause)));
    }
    return List.copyOf(list);
  }

  private Counter ofStore(String counter, DoubleSupplier value) {
    return Counter.every10s(new CounterName(machine, STORE, "_Total", counter), value);
  }
}
