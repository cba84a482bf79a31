/**
 * What travels between mail clients, mail servers and domain controllers. Everything is data in
 * rows: five batch types, no control messages.
 *
 * <pre>
 * LoadClient       --LogonRows----> DomainController   a user wants to be authenticated
 * DomainController --LogonReplies-> LoadClient
 * LoadClient       --MailTasks----> MailServer         a whole task: dozens of remote calls in one row
 * MailServer       --MailReplies--> LoadClient
 * MailServer       --SmtpRows-----> MailServer         a message for recipients on that server
 * </pre>
 *
 * A task is one row although it stands for dozens of calls back and forth: a closed loop faster
 * than the quantum must not cross machines. The server therefore plays the client's turns as well
 * and charges the network's round trip between two calls.
 */
package kagemusha.load.protocol;
