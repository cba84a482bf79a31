package kagemusha.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology;

/** The parameters that were chosen to fit, beside what each of them influences. */
final class FreeParameters {
  /** One of them. */
  record Parameter(String name, String value, String influences) {}

  private FreeParameters() {}

  static List<Parameter> of(Topology topology) {
    MailSpec mail = topology.mail();
    return List.of(
        new Parameter(
            "drive full stroke",
            ms(topology.array().drives().get(0).fullStroke()),
            "disk queues, RPC latency"),
        new Parameter("processor time per RPC", ms(mail.cpuPerRpc()), "RPC latency, send mail"),
        new Parameter("client time per KB of a message", ms(mail.clientTimePerKb()), "send mail"),
        new Parameter(
            "RPC compression",
            String.format(Locale.ROOT, "%.0f %%", 100 * mail.rpcCompression()),
            "business network"),
        new Parameter(
            "parent partition's time per disk I/O",
            ms(topology.hosts().get(0).rootCpuPerIo()),
            "host processors"),
        new Parameter(
            "prefetch of a stream",
            kib(topology.array().controllers().get(0).prefetchBytes()),
            "queues while a split pair's secondary volume is read"),
        new Parameter(
            "prefetch while hosts read too",
            kib(topology.array().controllers().get(0).sharedPrefetchBytes()),
            "express full from a software snapshot: duration, queues"),
        new Parameter(
            "prefetch of a replica creation",
            kib(topology.backup().softwareReplica().prefetchLimitBytes()),
            "queues during it, from a software snapshot"),
        new Parameter(
            "reads in flight of a replica creation",
            Integer.toString(topology.backup().softwareReplica().depth()),
            "its duration from a software snapshot"),
        new Parameter(
            "changed part of a mailbox",
            String.format(Locale.ROOT, "%.1f MB", mail.changedSetBytes() / 1e6),
            "data of an express full, copy-on-write"));
  }

  private static String kib(int bytes) {
    return bytes == Integer.MAX_VALUE ? "the array's" : bytes / 1024 + " KiB";
  }

  private static String ms(Duration duration) {
    return String.format(Locale.ROOT, "%.2f ms", duration.toNanos() / 1e6);
  }

  static void print(PrintStream out, Topology topology) {
    out.printf("%nFree parameters (chosen to fit) and what they influence:%n");
    for (Parameter each : of(topology)) {
      out.printf("  %-40s %11s  %s%n", each.name(), each.value(), each.influences());
    }
  }
}
