from tallybook import Tallybook, problems

with Tallybook() as tallybook:  # TALLYBOOK_URL and TALLYBOOK_API_KEY say where, and who
    tallybook.ledgers.create(name="demo")
    ledger = tallybook.ledger("demo")
    ledger.accounts.create(path="assets:bank", type="asset", asset="USD")
    ledger.accounts.create(path="users:42", type="liability", asset="USD")

    try:
        transfer = ledger.transfers.create(debit_account="assets:bank", credit_account="users:42", amount="12.34")
    except problems.InsufficientBalance as refused:
        print(f"refused: {refused.problem.required} asked for, {refused.problem.available} there")
        raise

    balance = ledger.balances.get("users:42", min_seq=transfer.seq)
    print(f"users:42 has {balance.balance.available} {balance.asset}")
