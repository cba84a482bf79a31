/**
 * What the tests of the mail load share: a small site, a context that records and delivers, disks
 * of fixed latency, and a world that lets clients, domain controllers and servers run against each
 * other tick by tick.
 */
package kagemusha.load.testkit;
