package kagemusha.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
final class Nearest {
  private Nearest() {}

  /** The closest candidate, if it is close enough to be a slip; the first one of equals. */
  static Optional<String> to(String word, Collection<String> candidates) {
    int best = 1 + Math.max(1, word.length() / 3);
    Optional<String> nearest = Optional.empty();
    for (String candidate : candidates) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** {@code "; did you mean 'x'? Allowed: x, y"}, the tail of a message about an unknown word. */
  static String hint(String word, Collection<String> allowed, String allowedLabel) {
    String question = to(word, allowed).map(n -> "; did you mean '" + n + "'? ").orElse("; ");
    String label = question.equals("; ") ? allowedLabel.toLowerCase(Locale.ROOT) : allowedLabel;
    return question + label + ": " + (allowed.isEmpty() ? "none" : String.join(", ", allowed));
  }

  /** Edits (insert, delete, replace, swap of neighbours) that lead from one word to the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
