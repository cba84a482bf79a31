package kagemusha.console;

import java.io.PrintStream;
import kagemusha.console.matrix.RowResult;
import kagemusha.kernel.wall.WallClock;

/** The line that shows how far the matrix is; elsewhere than on a terminal a line for each row. */
final class MatrixProgress {
  private static final long SHOW_NANOS = 200_000_000L;

  private final PrintStream err;
  private final boolean terminal;
  private final int rows;
  private final long begunAt = WallClock.nanos();
  private int ended;
  private int trials;
  private long shownAt;

  MatrixProgress(PrintStream err, boolean terminal, int rows) {
    this.err = err;
    this.terminal = terminal;
    this.rows = rows;
  }

  /**
   * A row has its result, and so have all before it.
   *
   * @param print prints it while nothing else is printed
   */
  synchronized void ended(RowResult row, Runnable print) {
    ended++;
    clear();
    print.run();
    if (!terminal) {
      err.println("row " + row.row().number() + " is done: " + line());
    }
  }

  /** Another trial has ended. */
  synchronized void tried() {
    trials++;
    long now = WallClock.nanos();
    if (terminal && now - shownAt > SHOW_NANOS) {
      shownAt = now;
      err.print("\r" + line() + "\u001b[K");
      err.flush();
    }
  }

  private String line() {
    return "%d of %d rows, %d trials, %.0f s".formatted(ended, rows, trials, seconds());
  }

  private double seconds() {
    return (WallClock.nanos() - begunAt) / 1e9;
  }

  private void clear() {
    if (terminal) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }

  /** Ctrl-C; nothing has to be put in order. */
  synchronized void stopped() {
    clear();
    err.println("Stopped after " + line() + ".");
  }

  synchronized void ended() {
    clear();
    err.println("%d trials in %.1f s.".formatted(trials, seconds()));
  }
}
