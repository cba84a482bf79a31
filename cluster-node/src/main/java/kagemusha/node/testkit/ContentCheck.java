package kagemusha.node.testkit;

import java.util.List;
import java.util.Optional;
import kagemusha.backup.dpm.ContentEvent;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.event.Level;

/** What the backup server has proven, block by block and database by database. */
public final class ContentCheck {
  private final EventLog events;

  ContentCheck(EventLog events) {
    this.events = events;
  }

  private List<EventRecord> about(ContentEvent what) {
    return events.all().stream()
        .filter(e -> ContentEvent.of(e.source(), e.id()).equals(Optional.of(what)))
        .toList();
  }

  /** Nothing has been found that is not as it should be. */
  public ContentCheck isNotContradicted() {
    List<String> wrong =
        events.all().stream()
            .filter(e -> ContentEvent.of(e.source(), e.id()).isPresent())
            .filter(e -> e.level() == Level.ERROR)
            .map(EventRecord::text)
            .toList();
    events.check(wrong.isEmpty(), "the content is not right: " + wrong);
    return this;
  }

  /** So many recovery points agree with the snapshots that they come from, and none does not. */
  public ContentCheck points(int number) {
    return proven(number, ContentEvent.POINT);
  }

  /** So many restored disks agree with their recovery point. */
  public ContentCheck restoredDisks(int number) {
    return proven(number, ContentEvent.RESTORE);
  }

  /** So many databases have been checked; each check says something that contains this. */
  public ContentCheck databases(int number, String result) {
    proven(number, ContentEvent.DATABASE);
    for (EventRecord each : about(ContentEvent.DATABASE)) {
      events.check(each.text().contains(result), "no '%s': %s".formatted(result, each.text()));
    }
    return this;
  }

  private ContentCheck proven(int number, ContentEvent what) {
    isNotContradicted();
    int proven = about(what).size();
    events.check(
        proven == number,
        "%s proven %d times instead of %d".formatted(what.name(), proven, number));
    return this;
  }
}
