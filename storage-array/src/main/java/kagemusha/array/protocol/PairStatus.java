package kagemusha.array.protocol;

/** State of a ShadowImage pair, by the names of the array's command line. */
public enum PairStatus {
  /** No pair. */
  SMPL,
  /** Initial copy or resynchronization under way; the secondary volume can only be read. */
  COPY,
  /** Writes are copied on; the secondary volume can only be read. */
  PAIR,
  /** Split; both volumes can be written, bitmaps note where they differ. */
  PSUS,
  /** Suspended by an error. */
  PSUE,
  /** Copy back to the primary volume under way. */
  RCPY
}
