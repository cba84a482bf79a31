package kagemusha.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.config.ConfigException;

/**
 * {@code runlog.jsonl}: what came to a run from outside, beside topology, scenario and seed. Each
 * entry is on disk before anything of it is done, so that a run can be repeated from its folder.
 */
public final class RunLog implements Closeable {
  public static final String NAME = "runlog.jsonl";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What an entry tells of. */
  public enum What {
    /** An order was given with the beginning of the tick. */
    ORDER,
    /** The tick was committed without the machine. */
    LOSS,
    /** The machine takes part again from the tick on. */
    RETURN,
    /** The tick was the last one. */
    END
  }

  /**
   * @param text of the order, or how the run ended
   * @param machine the one that was lost or came back
   * @param number of the order
   * @param tick it happened with the beginning of this tick; of an end, the number of ticks
   * @param nanos where that tick began; of an end, where the last one ended
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      What what, long tick, long nanos, Integer number, String machine, String text) {
    public static Entry order(long tick, long nanos, int number, String text) {
      return new Entry(What.ORDER, tick, nanos, number, null, text);
    }

    public static Entry loss(long tick, long nanos, String machine) {
      return new Entry(What.LOSS, tick, nanos, null, machine, null);
    }

    public static Entry back(long tick, long nanos, String machine) {
      return new Entry(What.RETURN, tick, nanos, null, machine, null);
    }

    public static Entry end(long ticks, long nanos, String outcome) {
      return new Entry(What.END, ticks, nanos, null, null, outcome);
    }
  }

  private final Writer out;

  public RunLog(Path folder) throws IOException {
    this.out = Files.newBufferedWriter(folder.resolve(NAME));
  }

  public void write(Entry entry) {
    try {
      out.write(MAPPER.writeValueAsString(entry) + "\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /**
   * All entries; none of a run from before there was such a file.
   *
   * @throws ConfigException if it cannot be read; a last line that a dying launcher cut off does
   *     not count
   */
  public static List<Entry> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    List<Entry> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      try {
        entries.add(MAPPER.readValue(lines.get(i), Entry.class));
      } catch (JsonProcessingException e) {
        if (i < lines.size() - 1) {
          throw new ConfigException(file + ":" + (i + 1) + ": not an entry of a run log");
        }
      }
    }
    return entries;
  }

  /** How the run ended; empty while it goes on, and if its launcher died. */
  public static Optional<Entry> end(List<Entry> entries) {
    return entries.stream().filter(entry -> entry.what() == What.END).findFirst();
  }
}
