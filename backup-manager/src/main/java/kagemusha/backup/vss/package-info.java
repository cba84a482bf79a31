/**
 * The Volume Shadow Copy Service of a host and, through the integration component, of its guests.
 */
package kagemusha.backup.vss;
