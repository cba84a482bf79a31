/**
 * What an entity knows, as bytes, to be put into a fresh object of the same class on another
 * machine: {@link kagemusha.kernel.image.ImagedEntity} is an entity that moves in this way, {@link
 * kagemusha.kernel.image.ImageCodec} walks all its fields, so that none can be forgotten. What a
 * field holds of the machine itself is marked {@code transient} and keeps the value that the fresh
 * object has; settings that both ends have travel as references. What else may be in an image is on
 * some module's list, {@link kagemusha.kernel.image.ImageTypes}.
 */
package kagemusha.kernel.image;
