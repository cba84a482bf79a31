package kagemusha.array.disk;

import java.util.ArrayList;
import java.util.List;

/** Lets every operation take one millisecond and writes down what the disks were asked for. */
public final class DiskLog {
  public static final long SERVICE_NANOS = 1_000_000;

  private final List<String> operations = new ArrayList<>();

  public void attach(RaidGroup group) {
    group.spindles().forEach(this::attach);
  }

  private void attach(Spindle spindle) {
    spindle.start(
        (offset, bytes, write) -> {
          String what = write ? "write" : "read";
          operations.add(
              "%s %s %d+%d".formatted(what, spindle.name(), offset / 1024, bytes / 1024));
          return SERVICE_NANOS;
        });
  }

  /** Operations as {@code write RG0.1 <KiB offset>+<KiB length>}. */
  public List<String> operations() {
    return operations;
  }
}
