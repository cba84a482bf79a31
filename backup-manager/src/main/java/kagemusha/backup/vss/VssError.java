package kagemusha.backup.vss;

/**
 * Why a snapshot set fails: the service's result code and the error that DPM makes of it.
 *
 * <p>DPM has two: 30112, worth another try, and 30111, something is in a bad state.
 */
public enum VssError {
  /** A function was called in a state that does not allow it. */
  BAD_STATE(0x80042301, 30111),
  /** A provider would not take part, for example because its pair is in the wrong state. */
  PROVIDER_VETO(0x80042306, 30111),
  UNEXPECTED_PROVIDER_ERROR(0x8004230F, 30111),
  /** Writes in flight did not end in time. */
  FLUSH_WRITES_TIMEOUT(0x80042313, 30112),
  /** The snapshot was not made in time while writes were held. */
  HOLD_WRITES_TIMEOUT(0x80042314, 30112),
  /** Another set is being made; that it is worth another try is an assumption [EE]. */
  SNAPSHOT_SET_IN_PROGRESS(0x80042316, 30112),
  /** The diff area could not grow; the class of the error is an assumption [EE]. */
  INSUFFICIENT_STORAGE(0x8004231F, 30111),
  /** Freeze to Thaw, or another answer of a writer, took too long. */
  WRITER_TIMEOUT(0x800423F2, 30112),
  WRITER_RETRYABLE(0x800423F3, 30112),
  WRITER_NONRETRYABLE(0x800423F4, 30111),
  /** The requester has given the set up. */
  CANCELLED(0x0004230B, 30111);

  private final int code;
  private final int dpmError;

  VssError(int code, int dpmError) {
    this.code = code;
    this.dpmError = dpmError;
  }

  /** HRESULT. */
  public int code() {
    return code;
  }

  /** 30111 or 30112. */
  public int dpmError() {
    return dpmError;
  }
}
