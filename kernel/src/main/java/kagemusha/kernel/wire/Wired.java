package kagemusha.kernel.wire;

/** A message between the kernel's own actors: conductor and machines. */
public interface Wired {}
