/** A world around backup: what it is told and asked, and an array that streams as it is told. */
package kagemusha.backup.testkit;
