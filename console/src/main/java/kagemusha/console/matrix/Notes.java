package kagemusha.console.matrix;

/** The published notes, in short. [WP 13.2] */
final class Notes {
  /** Of rows 3 and 15, where nothing happens in any window of the snapshot. [WP, calc] */
  static final String HYPOTHESIS =
      "HYPOTHESIS: the paper does not say why a backup after a finished migration fails; here the"
          + " job goes to the agent of the old host until the server looks again who owns what";

  private Notes() {}

  static String text(int note) {
    return switch (note) {
      case 1 -> "depends on the moment: 10009, 30112 or 30111; run the job again";
      case 2 -> "after the restore the configuration resource is Failed (21502, 1069) until online";
      case 3 -> "without cluster resources: restored to the host, then registered again";
      default -> throw new IllegalArgumentException("no note " + note);
    };
  }
}
