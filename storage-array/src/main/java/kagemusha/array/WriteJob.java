package kagemusha.array;

/**
 * A write on its way into the cache. It is used again for another when it has been stored. Old data
 * is saved more than once if snapshots are taken while it waits.
 */
final class WriteJob {
  private WritePath.Client client;
  private int index;
  private ManagedLu lu;
  private long block;
  private int blocks;
  private int copies;
  private long copyAt;
  private long allocationNanos;
  private long lastAllocationNanos;
  private long copyNanos;
  private long savingSinceNanos;
  private long waitingSinceNanos;
  private long waitNanos;
  private long doneNanos;
  private boolean failed;

  void begin(WritePath.Client owner, int number, ManagedLu target, long firstBlock, int length) {
    client = owner;
    index = number;
    lu = target;
    block = firstBlock;
    blocks = length;
    copies = 0;
    allocationNanos = 0;
    copyNanos = 0;
    waitNanos = 0;
    failed = false;
  }

  /** The old data goes to the diff area; new pages there cost this much. */
  void copy(int blocksToSave, long at, long allocation) {
    copies = blocksToSave;
    copyAt = at;
    lastAllocationNanos = allocation;
    allocationNanos += allocation;
  }

  void copied(long nanos) {
    copyNanos += nanos + lastAllocationNanos;
  }

  /** A track is copied first, for the image of a pair. */
  void savesFrom(long nowNanos) {
    savingSinceNanos = nowNanos;
  }

  void saved(long nowNanos) {
    copyNanos += nowNanos - savingSinceNanos;
  }

  /** The old data is in the cache, in its place in the diff area. */
  void copiesStored() {
    copies = 0;
  }

  void waitsFrom(long nowNanos) {
    waitingSinceNanos = nowNanos;
  }

  void admitted(long nowNanos) {
    waitNanos += nowNanos - waitingSinceNanos;
  }

  void stored(long atNanos) {
    doneNanos = atNanos;
  }

  void fail() {
    failed = true;
  }

  WritePath.Client client() {
    return client;
  }

  /** The client's own number. */
  int index() {
    return index;
  }

  ManagedLu lu() {
    return lu;
  }

  long block() {
    return block;
  }

  int blocks() {
    return blocks;
  }

  /** Blocks of old data that are saved with it. */
  int copies() {
    return copies;
  }

  long copyAt() {
    return copyAt;
  }

  /** What new pages for the old data cost. */
  long allocationNanos() {
    return allocationNanos;
  }

  /** How much of its time was copy-on-write: old data and tracks, and new pages for them. */
  long copyNanos() {
    return copyNanos;
  }

  /** How much of its time it waited for room in the cache. */
  long waitNanos() {
    return waitNanos;
  }

  /** When the command is complete. */
  long doneNanos() {
    return doneNanos;
  }

  /** Whether there was no page for it, so that it changes nothing. */
  boolean failed() {
    return failed;
  }
}
