package kagemusha.array;

/** How often hosts have read from an LU: by this a stream sees that it is not alone. */
final class HostReads {
  private long count;

  void add() {
    count++;
  }

  long count() {
    return count;
  }
}
