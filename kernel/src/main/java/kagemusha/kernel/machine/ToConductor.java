package kagemusha.kernel.machine;

/** Whatever a conductor accepts: what machines report, and what the conductor declares itself. */
public interface ToConductor {}
