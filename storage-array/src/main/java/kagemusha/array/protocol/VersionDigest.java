package kagemusha.array.protocol;

/** A digest of block versions that depends on position and order; blocks of version 0 count too. */
public final class VersionDigest {
  private long hash = 0x9e3779b97f4a7c15L;

  /** Adds a piece: {@code versions} may be null for all zero. */
  public void add(long firstBlock, int blocks, int[] versions) {
    mix(firstBlock);
    mix(blocks);
    for (int i = 0; versions != null && i < blocks; i++) {
      if (versions[i] != 0) {
        mix(((long) i << 32) | versions[i]);
      }
    }
  }

  public long value() {
    return hash;
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0xbf58476d1ce4e5b9L;
    hash ^= hash >>> 29;
  }
}
