package dev.tallybook;

import dev.tallybook.model.Proposal;

/** Nothing has moved: a second person has to approve it, see {@link Approvals}. */
public final class TransferProposedException extends TallybookException {
  private static final long serialVersionUID = 1L;

  private final transient Proposal proposal;

  TransferProposedException(Proposal proposal) {
    super(
        "Nothing has moved yet: proposal %s waits for approvals().approve by another key"
            .formatted(proposal.id()),
        null);
    this.proposal = proposal;
  }

  /** What would be posted, and which rules want a second person. */
  public Proposal proposal() {
    return proposal;
  }
}
