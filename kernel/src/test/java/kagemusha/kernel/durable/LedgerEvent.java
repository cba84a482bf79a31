package kagemusha.kernel.durable;

/** Journal events for the tests of the journal. */
sealed interface LedgerEvent {
  record Opened(String name, long epoch) implements LedgerEvent {}

  record Closed(String reason) implements LedgerEvent {}
}
