package kagemusha.array.protocol;

import java.util.Arrays;
import java.util.List;

/** What the latency of a disk I/O is made of, from the drives up to the guest. */
public enum IoCause {
  /** Waiting for the controller's processor and for the drive. */
  QUEUEING("queueing"),
  /** The work of the controller and of the slowest drive; new pages of a pool. */
  SERVICE("service"),
  /** Waiting for room in the cache ("write pending"). */
  CACHE_WAIT("cache wait"),
  /** Saving old data first, for a snapshot or for the copy of a pair that was split quickly. */
  COPY_ON_WRITE("copy-on-write"),
  /** Transfer between host and array, and waiting for the adapters. */
  STORAGE_NETWORK("storage network"),
  /** The way through another host. */
  REDIRECTION("redirection"),
  /** Held in the host's storage stack: a volume that moves or is frozen for a snapshot. */
  HOST_HOLD("host hold"),
  /** Held in the guest while its own snapshot is taken. */
  GUEST_HOLD("guest hold"),
  /** The growth of a virtual disk that a write had to wait for. */
  GROWTH("disk growth"),
  /** VHD parser, storage provider and VMBus. */
  PATH("VHD and VMBus");

  private static final IoCause[] ALL = values();

  /** How many there are. */
  public static final int COUNT = ALL.length;

  private final String title;

  IoCause(String title) {
    this.title = title;
  }

  /** How reports call it. */
  public String title() {
    return title;
  }

  /** All titles in order. */
  public static List<String> titles() {
    return Arrays.stream(ALL).map(IoCause::title).toList();
  }
}
