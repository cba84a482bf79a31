/**
 * What a mail site is and what a user's day costs: pure values computed from the topology, shared
 * by clients and servers.
 *
 * <ul>
 *   <li>{@link kagemusha.load.profile.MailSite}: who takes part (servers with their activity,
 *       clients, domain controllers) and the network between them.
 *   <li>{@link kagemusha.load.profile.MailTraffic}: how many remote calls a task takes and what it
 *       puts on the network.
 *   <li>{@link kagemusha.load.profile.MailCosts}: how many page reads, log writes and page writes a
 *       task and a delivery cost a server.
 * </ul>
 *
 * Rates of disk I/O per user are inputs. They are rates of cache <i>misses</i>: what the store's
 * cache absorbs was never in them. Here they are only shared out to what users do, such that in the
 * steady state their sum is met exactly.
 */
package kagemusha.load.profile;
