package kagemusha.kernel.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the records of one sealed interface into JSON and back. */
public final class JournalFormat {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, Class<?>> types = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if it is not a sealed interface of records
   */
  public JournalFormat(Class<?> eventType) {
    if (!eventType.isSealed()) {
      throw new IllegalArgumentException(eventType + " is not sealed");
    }
    for (Class<?> permitted : eventType.getPermittedSubclasses()) {
      if (!permitted.isRecord()) {
        throw new IllegalArgumentException(permitted + " is not a record");
      }
      types.put(permitted.getSimpleName(), permitted);
    }
  }

  public Journaled write(long tick, Object event) {
    String type = event.getClass().getSimpleName();
    if (types.get(type) != event.getClass()) {
      throw new IllegalArgumentException(event.getClass() + " is no event of this journal");
    }
    try {
      return new Journaled(tick, type, MAPPER.writeValueAsString(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + event, e);
    }
  }

  public Object read(Journaled stored) {
    Class<?> type = types.get(stored.type());
    if (type == null) {
      throw new IllegalStateException("the journal holds an unknown event: " + stored.type());
    }
    try {
      return MAPPER.readValue(stored.json(), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal holds a broken event: " + stored, e);
    }
  }
}
