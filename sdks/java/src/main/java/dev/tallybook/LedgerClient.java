package dev.tallybook;

/** One ledger, by what there is in it. */
public final class LedgerClient {
  private final Transport transport;
  private final String ledger;

  LedgerClient(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /** What holds money: one asset each, under a unique path. */
  public Accounts accounts() {
    return new Accounts(transport, ledger);
  }

  /** Transfers that wait for a second person. */
  public Approvals approvals() {
    return new Approvals(transport, ledger);
  }

  /** Currencies and tokens with a fixed scale. */
  public Assets assets() {
    return new Assets(transport, ledger);
  }

  /** Balances now, and as of any time as known at any other. */
  public Balances balances() {
    return new Balances(transport, ledger);
  }

  /** The public record of every accepted change, in order. */
  public Events events() {
    return new Events(transport, ledger);
  }

  /** Money that is promised: held, then captured, let go or expired. */
  public Holds holds() {
    return new Holds(transport, ledger);
  }

  /** How much may move within a window of time. */
  public Limits limits() {
    return new Limits(transport, ledger);
  }

  /** Conditions on balances, which raise alerts. */
  public Monitors monitors() {
    return new Monitors(transport, ledger);
  }

  /** Balanced movements of money, immutable. */
  public Transfers transfers() {
    return new Transfers(transport, ledger);
  }

  /** Events told by HTTP: endpoints, what was sent to them, and sending it again. */
  public Webhooks webhooks() {
    return new Webhooks(transport, ledger);
  }
}
