package kagemusha.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.Controller;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.WrittenBlocks;

/**
 * The bundled small topology with disks of less than 1 GB, of which a pool of pages of 1 MiB is
 * nearly full at the start: the logs of both mail servers, or the secondary volumes, grow into it.
 */
final class FullPoolSite {
  private static final long SECOND = 1_000_000_000L;

  private final Map<String, String> changes = new LinkedHashMap<>();
  private final Path folder;
  private Topology topology;
  private Controller array;

  private FullPoolSite(Path folder) {
    this.folder = folder;
    change(
        "  drives = [\n",
        """
          drives = [
            { name = tiny, capacity = 1 GB, rpm = 10000, track-to-track = 0.6 ms, full-stroke = 9 ms
              write-settle = 0.5 ms, transfer-rate = 80 MB/s }
        """);
  }

  /** The logs' pool has 15 free pages, of which the servers need less than five a minute. */
  static FullPoolSite ofLogs(Path folder) {
    FullPoolSite site = new FullPoolSite(folder);
    site.groups("{ name = TINY, level = RAID10, data-disks = 1, drive = tiny, stripe = 64 KiB }");
    site.groups("{ name = SPARE, level = RAID10, data-disks = 1, drive = tiny, stripe = 64 KiB }");
    site.change(
        "raid-groups = [PARITY], page = 32 MiB",
        "raid-groups = [TINY], reserve = [SPARE], page = 1 MiB");
    site.change("capacity = 60 GB", "capacity = 1 GB");
    site.change(
        "  lus = [\n",
        "  lus = [\n    { name = LOGS2, pool = LARGE, capacity = 1 GB, controller = CTL0, csv = true }\n");
    site.change("max = 13 GB, used = 10 GB }", "max = 2 GB, used = 500 MB }");
    site.change("max = 30 GB, used = 15 GB }", "max = 2 GB, used = 800 MB }");
    site.change("lu = LOGS, max = 10 GB, used = 2 GB", "lu = LOGS, max = 900 MB, used = 200 MB");
    site.change("lu = LOGS, max = 10 GB, used = 1 GB", "lu = LOGS2, max = 900 MB, used = 776 MB");
    return site;
  }

  /** The pool of the secondary volumes has 40 free pages. */
  static FullPoolSite ofSecondaryVolumes(Path folder) {
    FullPoolSite site = new FullPoolSite(folder);
    site.groups("{ name = TINY, level = RAID10, data-disks = 4, drive = tiny, stripe = 64 KiB }");
    site.change(
        "  pools = [\n",
        "  pools = [\n    { name = SECOND, raid-groups = [TINY], page = 1 MiB, page-allocation = 2 ms }\n");
    site.change("capacity = 70 GB", "capacity = 4 GB");
    site.change("capacity = 60 GB", "capacity = 2 GB");
    site.change(
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
    site.change(
        "database { lu = DATA, max = 13 GB, used = 10 GB }",
        "database { lu = DATA, max = 900 MB, used = 900 MB }");
    site.change("max = 13 GB, used = 10 GB }", "max = 1 GB, used = 900 MB }");
    site.change("max = 30 GB, used = 15 GB }", "max = 1 GB, used = 900 MB }");
    site.change("max = 10 GB, used = 2 GB", "max = 900 MB, used = 200 MB");
    site.change("max = 10 GB, used = 1 GB", "max = 900 MB, used = 152 MB");
    return site;
  }

  private void groups(String group) {
    change("  raid-groups = [\n", "  raid-groups = [\n    " + group + "\n");
  }

  private void change(String text, String other) {
    changes.merge(text, other, (one, more) -> one + more.substring(text.length()));
  }

  private String topologyText() throws IOException {
    try (InputStream in =
        TopologyReader.class.getResourceAsStream("/kagemusha/topologies/small.conf")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> each : changes.entrySet()) {
        if (!text.contains(each.getKey())) {
          throw new IllegalArgumentException("not in the topology: " + each.getKey());
        }
        text = text.replace(each.getKey(), each.getValue());
      }
      return text;
    }
  }

  /** Runs it with these jobs and operations, and returns what happened. */
  List<EventRecord> run(long seconds, long quantumMs, String jobs, String operations)
      throws IOException {
    Path file = Files.writeString(folder.resolve("full.conf"), topologyText());
    topology = TopologyReader.file(file);
    String text =
        """
        title = "a full pool"
        start = "2010-11-01T09:00"
        length = 1 h
        quantum = %d ms
        steady-state { skip-head = 1 min, skip-tail = 1 min }
        """
            .formatted(quantumMs);
    text += jobs.isEmpty() ? "" : "jobs = [\n" + jobs + "]\n";
    text += operations.isEmpty() ? "" : "injections = [\n" + operations + "]\n";
    Path scenario = Files.writeString(folder.resolve("scenario.conf"), text);
    List<MachineBlueprint> machines = WorldMachines.of(topology, scenario);
    array = WorldMachines.controller(machines);
    long end = seconds * SECOND;
    return TestRun.of(
            new RunSettings(1, quantumMs * 1_000_000, end, 0, end),
            machines.toArray(MachineBlueprint[]::new))
        .events();
  }

  Topology topology() {
    return topology;
  }

  /** What a virtual disk holds at the end of the run. */
  WrittenBlocks disk(String vm, VhdRole role) {
    VhdLayout.Place place = new VhdLayout(topology).place(vm, role);
    return WrittenBlocks.of(
        place.maxBytes() / IoBatch.BLOCK_BYTES,
        block -> array.version(place.lu(), place.firstBlock() + block));
  }
}
