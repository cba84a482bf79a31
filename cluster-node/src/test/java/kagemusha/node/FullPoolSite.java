package kagemusha.node;

import kagemusha.node.testkit.ClusterBuilder;

/**
 * The bundled small topology with disks of less than 1 GB, of which a pool of pages of 1 MiB is
 * nearly full at the start: the logs of both mail servers, or the secondary volumes, grow into it.
 */
final class FullPoolSite {
  private FullPoolSite() {}

  private static void drives(ClusterBuilder builder) {
    builder
        .allData()
        .with(
            "  drives = [\n",
            """
              drives = [
                { name = tiny, capacity = 1 GB, rpm = 10000, track-to-track = 0.6 ms, full-stroke = 9 ms
                  write-settle = 0.5 ms, transfer-rate = 80 MB/s }
            """);
  }

  /** The logs' pool has 15 free pages, of which the servers need less than five a minute. */
  static ClusterBuilder ofLogs(ClusterBuilder builder) {
    drives(builder);
    groups(
        builder, "{ name = TINY, level = RAID10, data-disks = 1, drive = tiny, stripe = 64 KiB }");
    groups(
        builder, "{ name = SPARE, level = RAID10, data-disks = 1, drive = tiny, stripe = 64 KiB }");
    builder.with(
        "raid-groups = [PARITY], page = 32 MiB",
        "raid-groups = [TINY], reserve = [SPARE], page = 1 MiB");
    builder.with("capacity = 60 GB", "capacity = 1 GB");
    builder.with(
        "  lus = [\n",
        "  lus = [\n    { name = LOGS2, pool = LARGE, capacity = 1 GB, controller = CTL0, csv = true }\n");
    builder.with("max = 13 GB, used = 10 GB }", "max = 2 GB, used = 500 MB }");
    builder.with("max = 30 GB, used = 15 GB }", "max = 2 GB, used = 800 MB }");
    builder.with("lu = LOGS, max = 10 GB, used = 2 GB", "lu = LOGS, max = 900 MB, used = 200 MB");
    builder.with("lu = LOGS, max = 10 GB, used = 1 GB", "lu = LOGS2, max = 900 MB, used = 776 MB");
    return builder;
  }

  /** The pool of the secondary volumes has 40 free pages. */
  static ClusterBuilder ofSecondaryVolumes(ClusterBuilder builder) {
    drives(builder);
    groups(
        builder, "{ name = TINY, level = RAID10, data-disks = 4, drive = tiny, stripe = 64 KiB }");
    builder.with(
        "  pools = [\n",
        "  pools = [\n    { name = SECOND, raid-groups = [TINY], page = 1 MiB, page-allocation = 2 ms }\n");
    builder.with("capacity = 70 GB", "capacity = 4 GB");
    builder.with("capacity = 60 GB", "capacity = 2 GB");
    builder.with(
        "  lus = [\n",
        """
          pairs = [
            { name = DATA, primary = DATA, secondary = DATA-S, initial = PSUS, pace = 100 MB/s }
            { name = LOGS, primary = LOGS, secondary = LOGS-S, initial = PSUS, pace = 100 MB/s }
          ]
          lus = [
            { name = DATA-S, pool = SECOND, capacity = 4 GB, controller = CTL0, csv = false }
            { name = LOGS-S, pool = SECOND, capacity = 2 GB, controller = CTL0, csv = false }
        """);
    builder.with(
        "database { lu = DATA, max = 13 GB, used = 10 GB }",
        "database { lu = DATA, max = 900 MB, used = 900 MB }");
    builder.with("max = 13 GB, used = 10 GB }", "max = 1 GB, used = 900 MB }");
    builder.with("max = 30 GB, used = 15 GB }", "max = 1 GB, used = 900 MB }");
    builder.with("max = 10 GB, used = 2 GB", "max = 900 MB, used = 200 MB");
    builder.with("max = 10 GB, used = 1 GB", "max = 900 MB, used = 152 MB");
    return builder;
  }

  private static void groups(ClusterBuilder builder, String group) {
    builder.with("  raid-groups = [\n", "  raid-groups = [\n    " + group + "\n");
  }
}
