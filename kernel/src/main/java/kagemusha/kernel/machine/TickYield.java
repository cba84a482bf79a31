package kagemusha.kernel.machine;

import java.util.List;
import java.util.SortedMap;
import kagemusha.kernel.event.EventRecord;

/**
 * What a machine has to hand out at the end of a tick: mail by receiving machine, samples, events,
 * and which entities change their machine.
 */
public record TickYield(
    SortedMap<String, Mail> mail,
    List<SampleRow> samples,
    List<EventRecord> events,
    List<Announcement> moves) {}
