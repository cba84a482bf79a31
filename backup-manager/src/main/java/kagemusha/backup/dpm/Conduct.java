package kagemusha.backup.dpm;

import kagemusha.kernel.entity.Decision;

/** What an agent does in a state about what it hears; a host's differs from a guest's. */
interface Conduct {
  Decision<AgentState> on(AgentState state, DpmAgent.Command command);
}
