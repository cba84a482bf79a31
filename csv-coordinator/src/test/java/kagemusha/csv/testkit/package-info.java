/**
 * A world around the storage stack: what it is told and asked, and a cluster small enough to see.
 */
package kagemusha.csv.testkit;
