package kagemusha.config;

import java.time.Duration;

/**
 * How long a virtual machine takes from one state to another. A guest's memory is written to its LU
 * or read from it at a rate; a guest that is saved or restored is charged that time.
 *
 * @param integration whether the integration component for backups runs in the guest; without it a
 *     backup saves the virtual machine
 * @param workerStart until the virtual machine's process runs [EE]
 * @param boot until the guest and its services work [EE]
 * @param pause until the virtual processors stand still [EE]
 * @param resume until they run again [EE]
 * @param saveBytesPerSecond rate at which memory is written [EE]
 * @param restoreBytesPerSecond rate at which it is read back [EE]
 * @param turnOff until a virtual machine that is turned off is gone [EE]
 * @param shutDown until the guest's services and the guest have ended, at least [EE]
 * @param reset before the guest boots again [EE]
 * @param delete until a virtual machine is deleted; its disks stay [EE]
 */
public record VmLifeSpec(
    boolean integration,
    Duration workerStart,
    Duration boot,
    Duration pause,
    Duration resume,
    long saveBytesPerSecond,
    long restoreBytesPerSecond,
    Duration turnOff,
    Duration shutDown,
    Duration reset,
    Duration delete) {
  /** What a topology means that says nothing. */
  public static final VmLifeSpec USUAL =
      new VmLifeSpec(
          true,
          Duration.ofSeconds(3),
          Duration.ofSeconds(90),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          100_000_000,
          110_000_000,
          Duration.ofSeconds(2),
          Duration.ofSeconds(120),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3));
}
