/**
 * Load clients and their users' day. {@link kagemusha.load.client.LoadClient} is an entity that
 * stands for one client machine with an equal share of the users of every server.
 *
 * <pre>
 * user:  Queued  --turn in the queue of log-ons---> Authenticating   at a domain controller
 *        Authenticating --answer------------------> Opening          log-on task at the user's server
 *        Opening --answer-------------------------> Working          tasks at random, open loop
 *        Working --end of the day-----------------> gone             log-off task
 * </pre>
 *
 * All users want to log on at once; the client dispatches them as fast as it can. In the time after
 * the log-on the cached copy of the mailbox is brought up to date, densely at first. A working user
 * starts tasks as a Poisson process and does not wait for answers, as the load tool's schedule does
 * not.
 *
 * <p>Who talks to it: domain controllers and mail servers with answers. Its only control message is
 * its own timer for the end of the day.
 */
package kagemusha.load.client;
