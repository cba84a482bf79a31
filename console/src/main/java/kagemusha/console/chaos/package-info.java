/**
 * Chaos scripts that nobody has thought of: {@link kagemusha.console.chaos.RandomScript} makes one
 * of a seed, out of the {@link kagemusha.console.chaos.Vocabulary} of what can be done to the site
 * {@code chaos}; {@link kagemusha.console.chaos.Shrinker} takes away from one that fails whatever
 * it does not need to fail.
 */
package kagemusha.console.chaos;
