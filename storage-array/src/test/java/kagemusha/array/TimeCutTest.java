package kagemusha.array;

import static kagemusha.array.SmallArray.BLOCK;
import static kagemusha.array.SmallArray.HOST;
import static kagemusha.array.SmallArray.MS;
import static kagemusha.array.SmallArray.PAGE_BLOCKS;
import static kagemusha.array.SmallArray.SECOND;
import static kagemusha.array.SmallArray.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.OpenWrite;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.random.RandomStream;
import org.junit.jupiter.api.Test;

/** The array says the same at the same times however its time is cut into segments. */
class TimeCutTest {
  private static final EntityId ASKER = new EntityId("HYPR1.dpmra");
  private static final int DATA = 2 * PAGE_BLOCKS;
  private static final List<Extent> ALL = List.of(new Extent(0, DATA));

  @Test
  void revertsRestoresAndLossesFallDueAtTheirOwnTimes() {
    List<String> coarse = said(5 * SECOND);
    assertThat(said(7 * MS)).isEqualTo(coarse);
    assertThat(List.of("Reverted[", "SnapshotLost[", "acknowledged", "piece", "done"))
        .as("all of it happens")
        .allMatch(what -> coarse.stream().anyMatch(line -> line.contains(what)));
    assertThat(coarse.stream().filter(line -> line.contains("done")).count()).isEqualTo(2000);
  }

  /** Everything that leaves the controller, with its time. */
  private static List<String> said(long step) {
    InitialExtent data = new InitialExtent(0, 0, DATA);
    SmallArray array = new SmallArray(SmallArray.spec(200L * BLOCK, 320), data);
    load(array);
    Map<Long, ControllerCommand> commands = new TreeMap<>();
    commands.put(0L, new CreateSnapshot("OLD", 0, List.of(new Extent(0, 100)), ASKER));
    commands.put(SECOND, new CreateSnapshot("NEW", 0, ASKER));
    commands.put(SECOND + MS, new Revert("NEW", "OLD", List.of(new Extent(0, 100)), ASKER));
    commands.put(SECOND + 2 * MS, new OpenWrite("W", 0, ASKER));
    commands.put(
        SECOND + 300 * MS, new OpenStream("ST", "NEW", ALL, 8 * BLOCK, 2, Long.MAX_VALUE, ASKER));
    long now = 0;
    for (Map.Entry<Long, ControllerCommand> command : commands.entrySet()) {
      now = run(array, now, command.getKey(), step);
      array.command(now, command.getValue());
    }
    run(array, now, 60 * SECOND, step);
    return lines(array.world());
  }

  private static long run(SmallArray array, long from, long until, long step) {
    for (long now = from + step; now < until; now += step) {
      array.advance(now);
    }
    array.advance(until);
    return until;
  }

  private static void load(SmallArray array) {
    RandomStream random = RandomStream.of(3, "load", "");
    IoBatch.Builder rows = new IoBatch.Builder();
    long time = 0;
    for (int i = 0; i < 2000; i++) {
      time += random.below(4 * MS);
      IoKind kind = random.chance(0.6) ? IoKind.READ : IoKind.WRITE;
      row(rows, time, random.below(DATA - 4), 3, kind);
    }
    array.accept(rows);
    for (int i = 0; i < 10; i++) {
      long[] due = {SECOND + 50 * MS * (i + 1)};
      long[] first = {5L * PAGE_BLOCKS + 12 * i};
      int[] bytes = {12 * BLOCK};
      array
          .controller()
          .accept(HOST, new StreamRows("W", due, new long[1], first, bytes, new int[1][]));
    }
  }

  private static List<String> lines(FakeContext world) {
    List<String> lines = new ArrayList<>();
    for (FakeContext.Sent sent : world.sent()) {
      lines.add(line(sent.timeNanos(), sent.message()));
    }
    for (FakeContext.SentRows sent : world.rows()) {
      for (int row = 0; row < sent.rows().size(); row++) {
        lines.add(line(sent.rows().timeNanos(row), text(sent.rows(), row)));
      }
    }
    for (FakeContext.Event event : world.events()) {
      lines.add(line(event.timeNanos(), event.text()));
    }
    Collections.sort(lines);
    return lines;
  }

  private static String line(long time, Object what) {
    return "%015d %s".formatted(time, what);
  }

  private static String text(Batch rows, int row) {
    if (rows instanceof IoCompletions done) {
      return "done %d %d %d"
          .formatted(done.tag(row), done.copyNanos(row), done.cacheWaitNanos(row));
    } else if (rows instanceof StreamAcks acks) {
      return "acknowledged " + acks.writtenBytes(row);
    } else {
      return "piece " + ((StreamRows) rows).firstBlock(row);
    }
  }
}
