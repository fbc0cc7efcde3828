package dev.tallybook;

import dev.tallybook.model.Problem;
import dev.tallybook.model.ProblemCode;

/** The service refused, and its problem document says why. */
public final class ProblemException extends TallybookException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(
        "%s: %s (%d, request %s)"
            .formatted(problem.code(), problem.detail(), problem.status(), problem.requestId()),
        null);
    this.problem = problem;
  }

  /**
   * What a program can rely on; {@link ProblemCode#UNRECOGNIZED} where this version does not know
   * it.
   */
  public ProblemCode code() {
    return ProblemCode.of(problem.code());
  }

  /** The whole document: what is needed to act is in its members. */
  public Problem problem() {
    return problem;
  }

  /** The HTTP status. */
  public int status() {
    return problem.status();
  }

  /** What kind of problem it is, for a person. */
  public String title() {
    return problem.title();
  }

  /** What happened this time, for a person. */
  public String detail() {
    return problem.detail();
  }

  /** Names the request, for support. */
  public String requestId() {
    return problem.requestId();
  }
}
