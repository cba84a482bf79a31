package kagemusha.array.pair;

import static kagemusha.array.pair.PairTable.Verdict.AB;
import static kagemusha.array.pair.PairTable.Verdict.NP;
import static kagemusha.array.pair.PairTable.Verdict.OK;

import kagemusha.array.protocol.PairCommand;
import kagemusha.array.protocol.PairStatus;

/** Which command a pair takes in which state, as the array's command line has it. */
final class PairTable {
  /** What becomes of a command. */
  enum Verdict {
    /** It is carried out. */
    OK,
    /** It is answered and changes nothing. */
    NP,
    /** It is rejected. */
    AB
  }

  private final boolean forcedSuspend;

  /**
   * The table of an array.
   *
   * @param forcedSuspend whether a suspend is carried out wherever there is a pair without an error
   */
  PairTable(boolean forcedSuspend) {
    this.forcedSuspend = forcedSuspend;
  }

  Verdict verdict(PairStatus status, PairCommand command) {
    if (command instanceof PairCommand.Create) {
      return create(status);
    } else if (command instanceof PairCommand.Split) {
      return split(status);
    } else if (command instanceof PairCommand.Resync) {
      return resync(status);
    } else if (command instanceof PairCommand.Restore) {
      return restore(status);
    } else if (command instanceof PairCommand.Delete) {
      return delete(status);
    } else if (command instanceof PairCommand.Suspend) {
      return suspend(status);
    }
    return NP;
  }

  private static Verdict create(PairStatus status) {
    return switch (status) {
      case SMPL -> OK;
      case COPY, PAIR, RCPY -> NP;
      case PSUS, PSUE -> AB;
    };
  }

  private static Verdict split(PairStatus status) {
    return switch (status) {
      case PAIR -> OK;
      case PSUS -> NP;
      case SMPL, COPY, RCPY, PSUE -> AB;
    };
  }

  private static Verdict resync(PairStatus status) {
    return switch (status) {
      case PSUS, PSUE -> OK;
      case COPY, PAIR, RCPY -> NP;
      case SMPL -> AB;
    };
  }

  private static Verdict restore(PairStatus status) {
    return switch (status) {
      case PSUS -> OK;
      case COPY, PAIR, RCPY -> NP;
      case SMPL, PSUE -> AB;
    };
  }

  private static Verdict delete(PairStatus status) {
    return switch (status) {
      case PAIR, PSUS, PSUE -> OK;
      case SMPL -> NP;
      case COPY, RCPY -> AB;
    };
  }

  private Verdict suspend(PairStatus status) {
    return switch (status) {
      case COPY, PAIR, PSUS, RCPY -> forcedSuspend ? OK : AB;
      case SMPL, PSUE -> AB;
    };
  }
}
