package kagemusha.backup.vss;

import java.util.Set;
import java.util.TreeSet;

/**
 * What the hardware provider does for a set.
 *
 * <pre>
 * None      --BeginPrepare--> Querying     no pair, or a pair that another set uses: veto
 * Querying  --last Status--> Found         PAIR and PSUS will do, anything else is a veto
 * Found     --EndPrepare--> Resyncing      each pair is resynchronized
 * Resyncing --last PAIR--> Paired          PSUE or SMPL: veto
 * Paired    --Commit--> Committing         its own work
 * Committing --timer--> Splitting          all pairs of the set at once
 * Splitting --last PSUS with the image--> Split
 * Split     --PostCommit, timer--> Split   the secondary volumes appear on the host
 * Split     --PSUE, SMPL--> Split          the image is lost before it was all copied: the service
 *                                          is told
 * any       --Abort, Delete--> None        the pairs stay as they are; the next resynchronization
 *                                          drops the images
 * </pre>
 */
sealed interface HardwareState {
  /** LUs in the order of their numbers. */
  Set<Integer> lus();

  record None() implements HardwareState {
    @Override
    public Set<Integer> lus() {
      return Set.of();
    }
  }

  record Querying(Set<Integer> lus, Set<Integer> awaited) implements HardwareState {
    public Querying {
      lus = new TreeSet<>(lus);
      awaited = new TreeSet<>(awaited);
    }
  }

  record Found(Set<Integer> lus) implements HardwareState {
    public Found {
      lus = new TreeSet<>(lus);
    }
  }

  record Resyncing(Set<Integer> lus, Set<Integer> awaited) implements HardwareState {
    public Resyncing {
      lus = new TreeSet<>(lus);
      awaited = new TreeSet<>(awaited);
    }
  }

  record Paired(Set<Integer> lus) implements HardwareState {
    public Paired {
      lus = new TreeSet<>(lus);
    }
  }

  record Committing(Set<Integer> lus) implements HardwareState {
    public Committing {
      lus = new TreeSet<>(lus);
    }
  }

  record Splitting(Set<Integer> lus, Set<Integer> awaited) implements HardwareState {
    public Splitting {
      lus = new TreeSet<>(lus);
      awaited = new TreeSet<>(awaited);
    }
  }

  record Split(Set<Integer> lus) implements HardwareState {
    public Split {
      lus = new TreeSet<>(lus);
    }
  }
}
