package kagemusha.console;

import java.io.PrintStream;
import kagemusha.config.MatrixRow;
import kagemusha.console.matrix.MatrixRun;
import kagemusha.kernel.wall.WallClock;

/** The line that shows how far the matrix is; elsewhere than on a terminal a line for each row. */
final class MatrixProgress implements MatrixRun.Progress {
  private static final long SHOW_NANOS = 200_000_000L;

  private final PrintStream err;
  private final boolean terminal;
  private final int rows;
  private final long begunAt = WallClock.nanos();
  private MatrixRow row;
  private int begun;
  private int trials;
  private long shownAt;

  MatrixProgress(PrintStream err, boolean terminal, int rows) {
    this.err = err;
    this.terminal = terminal;
    this.rows = rows;
  }

  @Override
  public synchronized void begun(MatrixRow next) {
    row = next;
    begun++;
    if (!terminal) {
      err.println(line());
    }
  }

  @Override
  public synchronized void tried() {
    trials++;
    long now = WallClock.nanos();
    if (terminal && now - shownAt > SHOW_NANOS) {
      shownAt = now;
      err.print("\r" + line() + "\u001b[K");
      err.flush();
    }
  }

  private String line() {
    return "row %d, %d of %d: %d trials, %.0f s"
        .formatted(row.number(), begun, rows, trials, seconds());
  }

  private double seconds() {
    return (WallClock.nanos() - begunAt) / 1e9;
  }

  /** Before something else is printed. */
  synchronized void clear() {
    if (terminal) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }

  /** Ctrl-C; nothing has to be put in order. */
  synchronized void stopped() {
    clear();
    err.println("Stopped in row %d, %d of %d.".formatted(row.number(), begun, rows));
  }

  synchronized void ended() {
    clear();
    err.println("%d trials in %.1f s.".formatted(trials, seconds()));
  }
}
