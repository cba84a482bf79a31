package kagemusha.kernel.image;

/** All that an entity knows, on its way to another machine; see {@link ImageCodec}. */
public record MemoryImage(byte[] bytes) {}
