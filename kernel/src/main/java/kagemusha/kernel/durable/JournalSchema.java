package kagemusha.kernel.durable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of the embedded journal, in the layout that the persistence plugin expects. */
public final class JournalSchema {
  private static final String JOURNAL =
      """
      CREATE TABLE IF NOT EXISTS "event_journal" (
        "ordering" INTEGER PRIMARY KEY AUTOINCREMENT,
        "deleted" BOOLEAN DEFAULT 0 NOT NULL,
        "persistence_id" VARCHAR(255) NOT NULL,
        "sequence_number" BIGINT NOT NULL,
        "writer" VARCHAR NOT NULL,
        "write_timestamp" BIGINT NOT NULL,
        "adapter_manifest" VARCHAR NOT NULL,
        "event_payload" BLOB NOT NULL,
        "event_ser_id" INTEGER NOT NULL,
        "event_ser_manifest" VARCHAR NOT NULL,
        "meta_payload" BLOB,
        "meta_ser_id" INTEGER,
        "meta_ser_manifest" VARCHAR,
        UNIQUE ("persistence_id", "sequence_number"))""";

  private static final String TAGS =
      """
      CREATE TABLE IF NOT EXISTS "event_tag" (
        "event_id" BIGINT NOT NULL,
        "tag" VARCHAR NOT NULL,
        PRIMARY KEY ("event_id", "tag"))""";

  private JournalSchema() {}

  /**
   * Creates the tables in a file, which may exist.
   *
   * @throws SQLException if the file cannot be written
   */
  public static void create(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute(JOURNAL);
      statement.execute(TAGS);
    }
  }
}
