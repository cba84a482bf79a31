package kagemusha.config;

/** Reads what a topology says of the Volume Shadow Copy Service. */
final class VssParts {
  private VssParts() {}

  static VssSpec vss(ConfigReader element) {
    ConfigReader vss = element.allowing("revert", "steps", "limits");
    return new VssSpec(
        steps(vss.object("steps")), limits(vss.object("limits")), vss.flag("revert"));
  }

  private static VssSpec.Steps steps(ConfigReader element) {
    ConfigReader steps =
        element.allowing("metadata", "prepare", "flush", "freeze", "commit", "surface", "mount");
    return new VssSpec.Steps(
        steps.duration("metadata", "0 s", "1 h"),
        steps.duration("prepare", "0 s", "1 h"),
        steps.duration("flush", "0 s", "1 h"),
        steps.duration("freeze", "0 s", "1 h"),
        steps.duration("commit", "0 s", "1 h"),
        steps.duration("surface", "0 s", "1 h"),
        steps.duration("mount", "0 s", "1 h"));
  }

  private static VssSpec.Limits limits(ConfigReader element) {
    ConfigReader limits = element.allowing("identify", "freeze", "hold", "guest", "answer", "step");
    return new VssSpec.Limits(
        limits.duration("identify", "1 s", "1 h"),
        limits.duration("freeze", "1 s", "1 h"),
        limits.duration("hold", "1 s", "1 h"),
        limits.duration("guest", "1 s", "12 h"),
        limits.duration("answer", "1 s", "1 h"),
        limits.duration("step", "1 s", "12 h"));
  }
}
