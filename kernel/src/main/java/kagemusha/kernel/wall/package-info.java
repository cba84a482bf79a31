/** The only door to the real clock. An architecture test keeps all others shut. */
package kagemusha.kernel.wall;
