package kagemusha.config;

import kagemusha.config.Topology.VhdRole;

/**
 * What compression on the network does where a protection group asks for it.
 *
 * @param systemShare a system disk's data shrinks to this share (0.6 = 60 %)
 * @param compressBytesPerSecond data that one processor of the sender takes in
 * @param decompressBytesPerSecond data that one processor of the receiver gives out
 */
public record CompressionSpec(
    double systemShare,
    double databaseShare,
    double logShare,
    long compressBytesPerSecond,
    long decompressBytesPerSecond) {

  /** What is left of some data of a disk. */
  public int compressed(VhdRole role, int bytes) {
    double share =
        switch (role) {
          case SYSTEM -> systemShare;
          case DATABASE -> databaseShare;
          case LOG -> logShare;
        };
    return (int) Math.ceil(bytes * share);
  }
}
