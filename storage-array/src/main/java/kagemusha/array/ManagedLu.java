package kagemusha.array;

import kagemusha.array.cache.CachedVolume;
import kagemusha.array.cache.Destager;
import kagemusha.array.volume.Volume;

/** An LU in the hands of its controller. */
record ManagedLu(
    CachedVolume cached, Destager destager, LuMeter meter, WriteWatch watch, HostReads hostReads) {
  /** An LU that belongs to no pair so far. */
  ManagedLu(CachedVolume cached, Destager destager, LuMeter meter) {
    this(cached, destager, meter, new WriteWatch(), new HostReads());
  }

  Volume volume() {
    return cached.volume();
  }

  /** Written blocks are in the cache from now on and will be destaged. */
  void write(long nowNanos, long firstBlock, int blocks) {
    cached.write(firstBlock, blocks);
    destager.wake(nowNanos);
    watch.written(nowNanos, firstBlock, blocks);
  }
}
