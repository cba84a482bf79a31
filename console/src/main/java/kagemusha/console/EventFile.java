package kagemusha.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import kagemusha.kernel.event.EventRecord;

/** {@code events.jsonl}: one JSON object a line, in order of time. */
final class EventFile implements Closeable {
  static final String NAME = "events.jsonl";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Writer out;
  private final VirtualClock clock;
  private final JsonFactory json = new JsonFactory();

  EventFile(Path folder, VirtualClock clock) throws IOException {
    this.out = Files.newBufferedWriter(folder.resolve(NAME));
    this.clock = clock;
  }

  void write(EventRecord event) {
    java.io.StringWriter line = new java.io.StringWriter();
    try (JsonGenerator generator = json.createGenerator(line)) {
      generator.writeStartObject();
      generator.writeStringField("time", clock.event(event.timeNanos()));
      generator.writeNumberField("nanos", event.timeNanos());
      generator.writeStringField("machine", event.machine());
      generator.writeStringField("source", event.source());
      generator.writeNumberField("id", event.id());
      generator.writeStringField("level", event.level().name());
      generator.writeStringField("text", event.text());
      generator.writeStringField("correlation", event.correlation());
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      out.write(line.append('\n').toString());
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Reads back what a run has left in its folder, in order; it may have ended without any. */
  static void read(Path folder, Consumer<JsonNode> reader) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.accept(MAPPER.readTree(line));
      }
    }
  }
}
