package kagemusha.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a CSV text into records: commas between fields, quotes around fields that contain commas,
 * quotes or line ends, a quote inside quotes doubled. Empty lines are skipped.
 */
final class CsvRows {
  /** A record and the line, counted from 1, on which it starts. */
  record CsvRow(int line, List<String> fields) {
    CsvRow {
      fields = List.copyOf(fields);
    }
  }

  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  private CsvRows(String file, String text) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static List<CsvRow> parse(String file, String text) {
    return new CsvRows(file, text).rows();
  }

  private List<CsvRow> rows() {
    var rows = new ArrayList<CsvRow>();
    while (at < text.length()) {
      if (!lineEnd()) {
        int start = line;
        rows.add(new CsvRow(start, fields()));
      }
    }
    return rows;
  }

  private List<String> fields() {
    var fields = new ArrayList<String>();
    fields.add(field());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      fields.add(field());
    }
    if (at < text.length() && !lineEnd()) {
      throw fault("found '" + text.charAt(at) + "' after a closing quote; allowed: a comma");
    }
    return fields;
  }

  /** Consumes the end of a line if one is here. */
  private boolean lineEnd() {
    if (text.startsWith("\r\n", at)) {
      at++;
    }
    if (text.charAt(at) != '\n') {
      return false;
    }
    at++;
    line++;
    return true;
  }

  private String field() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    while (at < text.length()
        && ",\n\"".indexOf(text.charAt(at)) < 0
        && !text.startsWith("\r\n", at)) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      throw fault(
          "found a quote inside a field without quotes; allowed: the whole field in quotes");
    }
    return text.substring(start, at);
  }

  private String quoted() {
    int opened = line;
    var field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"' && !text.startsWith("\"", at)) {
        return field.toString();
      }
      if (c == '"') {
        at++;
      }
      line += c == '\n' ? 1 : 0;
      field.append(c);
    }
    line = opened;
    throw fault("found a quote that is never closed; allowed: fields in pairs of quotes");
  }

  private ConfigException fault(String problem) {
    return new Position(file, line).fault(problem);
  }
}
