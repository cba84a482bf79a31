package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import kagemusha.kernel.event.EventRecord;

/**
 * What a machine has to hand out at the end of a tick.
 *
 * @param mail by receiving machine, which may be the machine itself
 * @param news what everybody has to know
 */
public record TickYield(
    SortedMap<String, Mail> mail,
    List<SampleRow> samples,
    List<EventRecord> events,
    List<Announcement> news) {
  /**
   * What the conductor is told of it.
   *
   * @param received whose mail of the tick has arrived meanwhile
   * @param nextNanos when the machine next has something to do, its mail to itself left out
   */
  MachineReport.Done report(String machine, long tick, List<String> received, long nextNanos) {
    List<MachineReport.Posted> posted = new ArrayList<>();
    long next = nextNanos;
    for (Map.Entry<String, Mail> entry : mail.entrySet()) {
      long earliestNanos = entry.getValue().earliestNanos();
      if (entry.getKey().equals(machine)) {
        next = Math.min(next, earliestNanos);
      } else {
        posted.add(new MachineReport.Posted(entry.getKey(), earliestNanos));
      }
    }
    return new MachineReport.Done(
        machine, tick, posted, List.copyOf(received), next, samples, events, news);
  }
}
