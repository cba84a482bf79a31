package kagemusha.kernel.machine;

/** Bytes of one NIC over a run. */
public record LinkTotal(String machine, String network, long sentBytes, long receivedBytes) {}
