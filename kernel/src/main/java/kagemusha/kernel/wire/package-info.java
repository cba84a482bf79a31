/**
 * What crosses between processes, as bytes. Kryo with required registration: every module lists its
 * classes in a {@link kagemusha.kernel.wire.WireTypes}; anything else is refused by sender and
 * receiver, who say so to everybody in their process ({@link kagemusha.kernel.wire.WireRefusal}).
 */
package kagemusha.kernel.wire;
