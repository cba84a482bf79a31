package kagemusha.console.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.config.BackupJob.Kind;
import kagemusha.config.MatrixRow;
import kagemusha.console.matrix.RowResult.NotTried;
import kagemusha.console.matrix.RowResult.Tried;

/** The matrix for machines. */
public final class MatrixJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private MatrixJson() {}

  public static String of(MatrixSetup setup, List<RowResult> results) {
    Map<String, Object> matrix = new LinkedHashMap<>();
    matrix.put("topology", setup.topology().name());
    matrix.put("seed", setup.seed());
    matrix.put("agrees", results.stream().allMatch(RowResult::agrees));
    matrix.put("rows", results.stream().map(MatrixJson::row).toList());
    try {
      return MAPPER.writeValueAsString(matrix);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> row(RowResult result) {
    MatrixRow row = result.row();
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("number", row.number());
    of.put("method", row.method().key());
    of.put("category", row.category());
    of.put("operation", row.verb());
    of.put("when", row.when().key());
    of.put("jobs", row.jobs().stream().map(Kind::key).toList());
    of.put("hypothesis", row.hypothesis());
    of.put("publishedBackup", mark(row.backupFails()));
    of.put("publishedRestore", mark(row.restoreFails()));
    of.put("publishedNote", row.note());
    of.put("agrees", result.agrees());
    if (result instanceof NotTried not) {
      of.put("notTried", not.why());
    } else if (result instanceof Tried tried) {
      tried(tried, of);
    }
    return of;
  }

  private static void tried(Tried tried, Map<String, Object> of) {
    of.put("backup", mark(tried.backupFails()));
    of.put("restore", mark(tried.restoreFails()));
    of.put("notes", tried.notes());
    of.put("instants", tried.instants());
    of.put("failing", tried.failing());
    of.put("refused", tried.refused());
    of.put("problems", tried.problems());
    of.put("restoreEvents", tried.restoreEvents());
    Timeline timeline = tried.timeline();
    of.put(
        "windows",
        tried.windows().stream()
            .map(window -> span(timeline, window.fromNanos(), window.untilNanos()))
            .toList());
    of.put("spans", tried.spans().stream().map(span -> span(timeline, span)).toList());
  }

  private static Map<String, Object> span(Timeline timeline, RowResult.Span span) {
    Map<String, Object> of = span(timeline, span.fromNanos(), span.untilNanos());
    of.put("events", span.events());
    of.put("decided", span.decided());
    return of;
  }

  private static Map<String, Object> span(Timeline timeline, long from, long until) {
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("fromNanos", from - timeline.startNanos());
    of.put("untilNanos", until - timeline.startNanos());
    of.put("fromPhase", timeline.phase(from));
    of.put("untilPhase", timeline.phase(until));
    return of;
  }

  private static String mark(boolean fails) {
    return fails ? "x" : "o";
  }
}
