/**
 * What crosses between processes, as bytes. Kryo with required registration: every module lists its
 * classes in a {@link kagemusha.kernel.wire.WireTypes}; anything else is refused by sender and
 * receiver.
 */
package kagemusha.kernel.wire;
