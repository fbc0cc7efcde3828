"""The operations, as the API's description lists them. Generated from openapi/ by `make sdks`: do not edit."""

from __future__ import annotations

import builtins
from typing import Literal

from typing_extensions import Unpack

from .. import models, requests
from .._amount import AmountLike as Amount
from .._call import Moment, Operation
from .._pages import AsyncIterator
from .pages import async_items
from .resource import AsyncResource


class AsyncAccounts(AsyncResource):
    """What holds money: one asset each, under a unique path."""

    async def get(
        self,
        account: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.Account:
        """Get an account.

        One account, by path or id. Its `ETag` is what `If-Match` takes when it is changed.

        Needs the scope `accounts:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_account", "GET", "/v1/ledgers/{ledger}/accounts/{account}"),
            models.Account,
            names={"account": account},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        path_prefix: str | None = None,
        type: Literal["asset", "liability", "equity", "income", "expense"] | None = None,
        asset: str | None = None,
        status: Literal["open", "frozen", "closed"] | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.AccountList:
        """List accounts.

        The ledger's accounts, newest first.

        Needs the scope `accounts:read`.

        - `path_prefix`: Only accounts at or below this path; whole segments.
        - `type`: Only accounts of this type.
        - `asset`: Only accounts in this asset.
        - `status`: Only accounts in this status.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_accounts", "GET", "/v1/ledgers/{ledger}/accounts"),
            models.AccountList,
            query={
                "path_prefix": path_prefix,
                "type": type,
                "asset": asset,
                "status": status,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        path_prefix: str | None = None,
        type: Literal["asset", "liability", "equity", "income", "expense"] | None = None,
        asset: str | None = None,
        status: Literal["open", "frozen", "closed"] | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.Account]:
        """List accounts, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                path_prefix=path_prefix,
                type=type,
                asset=asset,
                status=status,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def update(
        self,
        account: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PatchAccountRequest],
    ) -> models.Account:
        """Change an account.

        Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with
        `if_revision`, `If-Match` or `if_metadata` so that nobody's change is overwritten unseen.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("patch_account", "PATCH", "/v1/ledgers/{ledger}/accounts/{account}"),
            models.Account,
            names={"account": account},
            body=body,
            timeout=timeout,
        )

    async def create(
        self,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostAccountRequest],
    ) -> models.Account:
        """Open an account.

        An account holds one asset. Path, type, asset and side never change. Opening the same account
        again answers 200 with what exists.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("post_account", "POST", "/v1/ledgers/{ledger}/accounts", takes_key=True),
            models.Account,
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def create_batch(
        self,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostAccountsBatchRequest],
    ) -> models.AccountBatch:
        """Open many accounts.

        All or none: up to 1,000 accounts in one step. Accounts that exist just so are answered as they
        are.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("post_accounts_batch", "POST", "/v1/ledgers/{ledger}/accounts/batch", takes_key=True),
            models.AccountBatch,
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncApprovals(AsyncResource):
    """Transfers that wait for a second person."""

    async def get(
        self,
        id: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.Proposal:
        """Get a proposal.

        A transfer that waits for a second person, or waited. Approved, it is a transfer of the same id.

        Needs the scope `transfers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_proposal", "GET", "/v1/ledgers/{ledger}/proposals/{id}"),
            models.Proposal,
            names={"id": id},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        status: Literal["proposed", "approved", "rejected"] | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.ProposalList:
        """List proposals.

        Transfers that wait for a second person, or waited, newest first.

        Needs the scope `transfers:read`.

        - `status`: Only proposals that stand so.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_proposals", "GET", "/v1/ledgers/{ledger}/proposals"),
            models.ProposalList,
            query={
                "status": status,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        status: Literal["proposed", "approved", "rejected"] | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.Proposal]:
        """List proposals, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                status=status,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def approve(
        self,
        id: str,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.DecisionRequest],
    ) -> models.Transfer:
        """Approve a proposal.

        Posts a transfer that was proposed, by another key than the one that proposed it. What has changed since
        may refuse it; then the proposal stays open.

        Needs the scope `transfers:write`.
        """
        return await self._send(
            Operation("post_approve", "POST", "/v1/ledgers/{ledger}/transfers/{id}/approve", takes_key=True),
            models.Transfer,
            names={"id": id},
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def reject(
        self,
        id: str,
        /,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.DecisionRequest],
    ) -> models.Proposal:
        """Reject a proposal.

        Ends a proposal without a transfer. The key that proposed it may take it back so.

        Needs the scope `transfers:write`.
        """
        return await self._send(
            Operation("post_reject", "POST", "/v1/ledgers/{ledger}/transfers/{id}/reject", takes_key=True),
            models.Proposal,
            names={"id": id},
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncAssets(AsyncResource):
    """Currencies and tokens with a fixed scale."""

    async def get(
        self,
        code: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.Asset:
        """Get an asset.

        One asset, registered or built in.

        Needs the scope `ledgers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_asset", "GET", "/v1/ledgers/{ledger}/assets/{code}"),
            models.Asset,
            names={"code": code},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.AssetList:
        """List assets.

        The assets registered in the ledger, newest first. Built-in currencies that were not registered
        are not listed.

        Needs the scope `ledgers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_assets", "GET", "/v1/ledgers/{ledger}/assets"),
            models.AssetList,
            query={
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.Asset]:
        """List assets, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def create(
        self,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostAssetRequest],
    ) -> models.Asset:
        """Register an asset.

        A currency or token with a fixed scale. ISO 4217 currencies are usable without this; a first
        registration of one answers 201 and can give it a name. Registering the same asset again answers
        200 with what exists.

        Needs the scope `ledgers:write`.
        """
        return await self._send(
            Operation("post_asset", "POST", "/v1/ledgers/{ledger}/assets", takes_key=True),
            models.Asset,
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncBalances(AsyncResource):
    """Balances now, and as of any time as known at any other."""

    async def get(
        self,
        account: str,
        /,
        *,
        as_of: Moment | None = None,
        known_at: Moment | None = None,
        at_seq: int | None = None,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.AccountBalance:
        """Get an account's balance.

        The balance now; at an instant in the past (`as_of`); or as it was known at another (`known_at`,
        `at_seq`). Where `final` is true, this answer can never change.

        Needs the scope `balances:read`.

        - `as_of`: What had become effective by then, inclusive; a date is its end in the ledger's zone. Without it: everything recorded, post-dated too.
        - `known_at`: What the ledger knew by then, inclusive; a date is its start in the ledger's zone. Not in the future.
        - `at_seq`: What the ledger knew at this `seq`; instead of `known_at`.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        """
        return await self._send(
            Operation("get_account_balance", "GET", "/v1/ledgers/{ledger}/accounts/{account}/balance"),
            models.AccountBalance,
            names={"account": account},
            query={
                "as_of": as_of,
                "known_at": known_at,
                "at_seq": at_seq,
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        path_prefix: str | None = None,
        as_of: Moment | None = None,
        known_at: Moment | None = None,
        by: Literal["asset", "account"] | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.BalanceList:
        """Get balances.

        Totals per asset below a path, now or in the past; or, by account, each account's balance. Over
        a whole ledger debits equal credits in every asset.

        Needs the scope `balances:read`.

        - `path_prefix`: Only accounts at or below this path; whole segments.
        - `as_of`: What had become effective by then, inclusive; a date is its end in the ledger's zone.
        - `known_at`: What the ledger knew by then, inclusive; a date is its start in the ledger's zone.
        - `by`: `asset` (unless given): a total per asset, on one page. `account`: paged rows per account.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_balances", "GET", "/v1/ledgers/{ledger}/balances"),
            models.BalanceList,
            query={
                "path_prefix": path_prefix,
                "as_of": as_of,
                "known_at": known_at,
                "by": by,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        path_prefix: str | None = None,
        as_of: Moment | None = None,
        known_at: Moment | None = None,
        by: Literal["asset", "account"] | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.BalanceRow]:
        """Get balances, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                path_prefix=path_prefix,
                as_of=as_of,
                known_at=known_at,
                by=by,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )


class AsyncEvents(AsyncResource):
    """The public record of every accepted change, in order."""

    async def list(
        self,
        *,
        after: int | None = None,
        types: builtins.list[str] | None = None,
        account: str | None = None,
        wait: int | None = None,
        limit: int | None = None,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.EventList:
        """List events.

        One event for each accepted change, oldest first: go on with `after` set to the `next_after` of the page
        before. With a filter a page may be short or empty though there is more: the list's end is reached where
        `next_after` is `last_seq`.

        Needs the scope `events:read`.

        - `after`: Only events after this `seq`; 0 (from the beginning) unless given.
        - `types`: Only events of these types.
        - `account`: Only events about this account, by path or id: its own, its alerts, and those of transfers and proposals with a posting on it.
        - `wait`: Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for longer than a request may take.
        - `limit`: Events on the page, 1 to 500 (50 unless given).
        - `min_seq`: Wait until the ledger has reached this `seq`.
        """
        return await self._send(
            Operation("get_events", "GET", "/v1/ledgers/{ledger}/events"),
            models.EventList,
            query={
                "after": after,
                "types": types,
                "account": account,
                "wait": wait,
                "limit": limit,
                "min_seq": min_seq,
            },
            timeout=timeout,
        )


class AsyncHolds(AsyncResource):
    """Money that is promised: held, then captured, let go or expired."""

    async def list(
        self,
        *,
        status: Literal["open", "captured", "voided", "expired"] | None = None,
        account: str | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.HoldList:
        """List holds.

        The ledger's holds with what became of each, newest first. A page may be short or empty while
        `next_cursor` is set.

        Needs the scope `transfers:read`.

        - `status`: Only holds that stand so.
        - `account`: Only holds with a posting on this account, by path or id.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_holds", "GET", "/v1/ledgers/{ledger}/holds"),
            models.HoldList,
            query={
                "status": status,
                "account": account,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        status: Literal["open", "captured", "voided", "expired"] | None = None,
        account: str | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.HoldItem]:
        """List holds, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                status=status,
                account=account,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def capture(
        self,
        id: str,
        /,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostCaptureRequest],
    ) -> models.Transfer:
        """Capture a hold.

        Posts what was held: all of it or a part, at once or in several captures. What is captured is no longer
        held; `final` releases the rest. More than was held is refused, beyond what the account's
        `over_capture_percent` tolerates.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation("post_capture", "POST", "/v1/ledgers/{ledger}/transfers/{id}/capture", takes_key=True),
            models.Transfer,
            names={"id": id},
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def extend(
        self,
        id: str,
        /,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostExtendRequest],
    ) -> models.Transfer:
        """Extend a hold.

        Changes when a hold expires, to later or to sooner, or to never. It moves nothing.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation("post_extend", "POST", "/v1/ledgers/{ledger}/transfers/{id}/extend", takes_key=True),
            models.Transfer,
            names={"id": id},
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def increment(
        self,
        id: str,
        /,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostIncrementRequest],
    ) -> models.Transfer:
        """Increment a hold.

        Holds more, under the same rules as a new hold. When it expires does not change.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation("post_increment", "POST", "/v1/ledgers/{ledger}/transfers/{id}/increment", takes_key=True),
            models.Transfer,
            names={"id": id},
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def void(
        self,
        id: str,
        /,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostVoidRequest],
    ) -> models.Transfer:
        """Void a hold.

        Releases all that a hold still holds, and closes it. What was captured stays posted.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation("post_void", "POST", "/v1/ledgers/{ledger}/transfers/{id}/void", takes_key=True),
            models.Transfer,
            names={"id": id},
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncLedgers(AsyncResource):
    """Isolated books."""

    async def get(
        self,
        ledger: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.Ledger:
        """Get a ledger.

        One ledger, with the number of its last change.

        Needs the scope `ledgers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_ledger", "GET", "/v1/ledgers/{ledger}"),
            models.Ledger,
            names={"ledger": ledger},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.LedgerList:
        """List ledgers.

        The ledgers that the key may see, newest first.

        Needs the scope `ledgers:read`.

        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_ledgers", "GET", "/v1/ledgers"),
            models.LedgerList,
            query={
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.Ledger]:
        """List ledgers, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def create(
        self,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostLedgerRequest],
    ) -> models.Ledger:
        """Create a ledger.

        Opens an isolated book with its own accounts, assets, order and keys. Creating the same ledger
        again answers 200 with what exists. Needs a key for all ledgers.

        Needs the scope `ledgers:write`.
        """
        return await self._send(
            Operation("post_ledger", "POST", "/v1/ledgers", takes_key=True),
            models.Ledger,
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncLimits(AsyncResource):
    """How much may move within a window of time."""

    async def get(
        self,
        name: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.Limit:
        """Get a limit.

        One limit by its name.

        Needs the scope `accounts:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_limit", "GET", "/v1/ledgers/{ledger}/limits/{name}"),
            models.Limit,
            names={"name": name},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.LimitList:
        """List limits.

        All limits of the ledger, in the order in which they were set.

        Needs the scope `accounts:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_limits", "GET", "/v1/ledgers/{ledger}/limits"),
            models.LimitList,
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def update(
        self,
        name: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PatchLimitRequest],
    ) -> models.Limit:
        """Change a limit.

        At once, for all that follows; what has counted stays counted. Every change is an event.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("patch_limit", "PATCH", "/v1/ledgers/{ledger}/limits/{name}"),
            models.Limit,
            names={"name": name},
            body=body,
            timeout=timeout,
        )

    async def create(
        self,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostLimitRequest],
    ) -> models.Limit:
        """Set a limit.

        Bounds what transfers and holds may move on one side of the accounts below a path within a window of time.
        Counted from when it is set; captures, voids, expiries and reversals do not count, and nothing is given
        back. Setting the same limit again answers 200 with what exists.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("post_limit", "POST", "/v1/ledgers/{ledger}/limits", takes_key=True),
            models.Limit,
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncMonitors(AsyncResource):
    """Conditions on balances, which raise alerts."""

    async def get(
        self,
        name: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.Monitor:
        """Get a monitor.

        One monitor by its name.

        Needs the scope `accounts:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_monitor", "GET", "/v1/ledgers/{ledger}/monitors/{name}"),
            models.Monitor,
            names={"name": name},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list_accounts(
        self,
        name: str,
        /,
        *,
        alerting: bool | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> models.MonitorAccountList:
        """List a monitor's accounts.

        How each account that a monitor covers stands to it now, by path; whether the monitor is active or not. Each
        page is told as of its own `Tallybook-Seq`.

        Needs the scope `accounts:read`.

        - `alerting`: Only the accounts that alert, or only those that do not.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters.
        """
        return await self._send(
            Operation("get_monitor_accounts", "GET", "/v1/ledgers/{ledger}/monitors/{name}/accounts"),
            models.MonitorAccountList,
            names={"name": name},
            query={
                "alerting": alerting,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )

    def iterate_accounts(
        self,
        name: str,
        /,
        *,
        alerting: bool | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.MonitorAccountRow]:
        """List a monitor's accounts, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list_accounts(
                name,
                alerting=alerting,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                timeout=timeout,
            )
        )

    async def list(
        self,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.MonitorList:
        """List monitors.

        All monitors of the ledger, in the order in which they were set.

        Needs the scope `accounts:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_monitors", "GET", "/v1/ledgers/{ledger}/monitors"),
            models.MonitorList,
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def update(
        self,
        name: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PatchMonitorRequest],
    ) -> models.Monitor:
        """Change a monitor.

        At once, for the transfers that follow; the change itself raises no alert. Every change is an event.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("patch_monitor", "PATCH", "/v1/ledgers/{ledger}/monitors/{name}"),
            models.Monitor,
            names={"name": name},
            body=body,
            timeout=timeout,
        )

    async def create(
        self,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostMonitorRequest],
    ) -> models.Monitor:
        """Set a monitor.

        Watches a balance of the accounts below a path: whenever a transfer, hold or action on one takes it across the
        threshold, an event `balance.alert` with a `seq` of its own follows. What is beyond the threshold already raises
        none. Setting the same monitor again answers 200 with what exists.

        Needs the scope `accounts:write`.
        """
        return await self._send(
            Operation("post_monitor", "POST", "/v1/ledgers/{ledger}/monitors", takes_key=True),
            models.Monitor,
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncTransfers(AsyncResource):
    """Balanced movements of money, immutable."""

    async def list_postings(
        self,
        account: str,
        /,
        *,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.PostingList:
        """List an account's postings.

        What moved on one account, newest first, each with the balance after it.

        Needs the scope `transfers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_account_postings", "GET", "/v1/ledgers/{ledger}/accounts/{account}/postings"),
            models.PostingList,
            names={"account": account},
            query={
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate_postings(
        self,
        account: str,
        /,
        *,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.PostingRow]:
        """List an account's postings, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list_postings(
                account,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def key_outcome(
        self,
        key: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.IdempotencyKeyOutcome:
        """Look up an idempotency key.

        What a key did, for whoever lost the answer. A key whose request is still running, or that has
        expired, is unknown.

        Needs the scope `transfers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_idempotency_key", "GET", "/v1/ledgers/{ledger}/idempotency-keys/{key}"),
            models.IdempotencyKeyOutcome,
            names={"key": key},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def get(
        self,
        id: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.TransferDetail:
        """Get a transfer.

        One transfer with its postings, and each account's balance after them; of a hold, what became of it; what
        of it was reversed; and its metadata as it is now. Its `ETag` is what `If-Match` takes when that is
        changed.

        Needs the scope `transfers:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_transfer", "GET", "/v1/ledgers/{ledger}/transfers/{id}"),
            models.TransferDetail,
            names={"id": id},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        account: str | None = None,
        path_prefix: str | None = None,
        external_id: str | None = None,
        effective_from: Moment | None = None,
        effective_to: Moment | None = None,
        recorded_from: Moment | None = None,
        recorded_to: Moment | None = None,
        amount_min: Amount | None = None,
        amount_max: Amount | None = None,
        metadata_key: str | None = None,
        metadata_value: str | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.TransferList:
        """List transfers.

        The ledger's transfers, newest first. A page may be short or empty while `next_cursor` is set.

        Needs the scope `transfers:read`.

        - `account`: Only transfers with a posting on this account, by path or id.
        - `path_prefix`: Only transfers with a posting at or below this path; whole segments.
        - `external_id`: Only the transfer with this external id.
        - `effective_from`: Only transfers effective at or after this time; a date is its start in the ledger's zone.
        - `effective_to`: Only transfers effective before this time.
        - `recorded_from`: Only transfers recorded at or after this time.
        - `recorded_to`: Only transfers recorded before this time.
        - `amount_min`: Only transfers with a posting of at least this amount, in major units.
        - `amount_max`: Only transfers with a posting of at most this amount, in major units.
        - `metadata_key`: Only transfers whose metadata has this key.
        - `metadata_value`: Only transfers whose metadata has this value at `metadata_key`.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_transfers", "GET", "/v1/ledgers/{ledger}/transfers"),
            models.TransferList,
            query={
                "account": account,
                "path_prefix": path_prefix,
                "external_id": external_id,
                "effective_from": effective_from,
                "effective_to": effective_to,
                "recorded_from": recorded_from,
                "recorded_to": recorded_to,
                "amount_min": amount_min,
                "amount_max": amount_max,
                "metadata_key": metadata_key,
                "metadata_value": metadata_value,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate(
        self,
        *,
        account: str | None = None,
        path_prefix: str | None = None,
        external_id: str | None = None,
        effective_from: Moment | None = None,
        effective_to: Moment | None = None,
        recorded_from: Moment | None = None,
        recorded_to: Moment | None = None,
        amount_min: Amount | None = None,
        amount_max: Amount | None = None,
        metadata_key: str | None = None,
        metadata_value: str | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.Transfer]:
        """List transfers, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list(
                account=account,
                path_prefix=path_prefix,
                external_id=external_id,
                effective_from=effective_from,
                effective_to=effective_to,
                recorded_from=recorded_from,
                recorded_to=recorded_to,
                amount_min=amount_min,
                amount_max=amount_max,
                metadata_key=metadata_key,
                metadata_value=metadata_value,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def update(
        self,
        id: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PatchTransferRequest],
    ) -> models.TransferMetadata:
        """Change a transfer's metadata.

        What a transfer moved never changes; what is said about it may, and every change is an event. Guard it
        with `if_metadata`, `if_revision` or `If-Match` so that nobody's change is overwritten unseen.

        Needs the scope `transfers:write`.
        """
        return await self._send(
            Operation("patch_transfer", "PATCH", "/v1/ledgers/{ledger}/transfers/{id}"),
            models.TransferMetadata,
            names={"id": id},
            body=body,
            timeout=timeout,
        )

    async def reverse(
        self,
        id: str,
        /,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostReverseRequest],
    ) -> models.Transfer:
        """Reverse a transfer.

        Moves back what a transfer or a capture moved: all of it or a part, several times until nothing is left,
        and never more. The transfer itself stays as it is.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation(
                "post_reverse", "POST", "/v1/ledgers/{ledger}/transfers/{id}/reverse", takes_key=True, may_propose=True
            ),
            models.Transfer,
            names={"id": id},
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def simulate(
        self,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PostSimulateRequest],
    ) -> models.Simulation:
        """Simulate transfers.

        What a sequence of transfers, holds and actions would come to, without doing any of it: each item's
        entry, or every rule that would refuse it. It takes no idempotency key.

        Needs the scope `transfers:write`.
        """
        return await self._send(
            Operation("post_simulate", "POST", "/v1/ledgers/{ledger}/transfers/simulate", changes_nothing=True),
            models.Simulation,
            body=body,
            timeout=timeout,
        )

    async def create(
        self,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostTransferRequest],
    ) -> models.Transfer:
        """Post a transfer.

        Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable. With
        `pending` it only holds the amounts, until captures post them, or a void or its expiry lets them go.
        A retry with the same `Idempotency-Key` gets the first answer again, byte for byte.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation("post_transfer", "POST", "/v1/ledgers/{ledger}/transfers", takes_key=True, may_propose=True),
            models.Transfer,
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    async def create_batch(
        self,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        **body: Unpack[requests.PostTransfersBatchRequest],
    ) -> models.TransferBatch:
        """Post many transfers.

        Transfers, holds and actions on them, all or none (`atomic`), each by itself, or in groups of which all
        or none are done. One `Idempotency-Key` header covers the batch, or every item has its own key and there
        is no header. If atomic and refused, the answer is the culprit's problem with its `index`; if an item of
        a group is refused, the others' problem is `group_refused` and names the `culprit`.

        Needs the scope `transfers:write`.

        - `dry_run`: `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
        """
        return await self._send(
            Operation("post_transfers_batch", "POST", "/v1/ledgers/{ledger}/transfers/batch", takes_key=True),
            models.TransferBatch,
            query={
                "dry_run": dry_run,
            },
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class AsyncWebhooks(AsyncResource):
    """Events told by HTTP: endpoints, what was sent to them, and sending it again."""

    async def delete(
        self,
        endpoint: str,
        /,
        *,
        timeout: float | None = None,
    ) -> None:
        """Remove a webhook endpoint.

        With everything that was kept about it: its place, what waits, its log. To stop it for a while, disable it.

        Needs the scope `webhooks:write`.
        """
        await self._send_away(
            Operation("delete_webhook_endpoint", "DELETE", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}"),
            names={"endpoint": endpoint},
            timeout=timeout,
        )

    async def list_attempts(
        self,
        endpoint: str,
        /,
        *,
        seq: int | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.AttemptList:
        """List an endpoint's attempts.

        What was sent and what came back, newest first; the last 10,000 are kept.

        Needs the scope `webhooks:read`.

        - `seq`: Only attempts at the event of this `seq`.
        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_attempts", "GET", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts"),
            models.AttemptList,
            names={"endpoint": endpoint},
            query={
                "seq": seq,
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate_attempts(
        self,
        endpoint: str,
        /,
        *,
        seq: int | None = None,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.WebhookAttempt]:
        """List an endpoint's attempts, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list_attempts(
                endpoint,
                seq=seq,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def list_dead_letters(
        self,
        endpoint: str,
        /,
        *,
        min_seq: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> models.DeadLetterList:
        """List an endpoint's dead letters.

        Events that were given up after the last attempt, newest first.

        Needs the scope `webhooks:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`.
        - `limit`: Rows on the page, 1 to 500 (50 unless given).
        - `cursor`: Where to go on: the `next_cursor` of the page before, with the same filters and order.
        - `order`: `desc` (newest first, unless given) or `asc`.
        """
        return await self._send(
            Operation("get_dead_letters", "GET", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters"),
            models.DeadLetterList,
            names={"endpoint": endpoint},
            query={
                "min_seq": min_seq,
                "limit": limit,
                "cursor": cursor,
                "order": order,
            },
            timeout=timeout,
        )

    def iterate_dead_letters(
        self,
        endpoint: str,
        /,
        *,
        min_seq: int | None = None,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.DeadLetter]:
        """List an endpoint's dead letters, all of them, from page to page; `limit` is that of a page."""
        return async_items(
            lambda cursor: self.list_dead_letters(
                endpoint,
                min_seq=min_seq,
                limit=limit,
                cursor=cursor,
                order=order,
                timeout=timeout,
            )
        )

    async def get(
        self,
        endpoint: str,
        /,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.WebhookEndpoint:
        """Get a webhook endpoint.

        With how far it has been told, and what went wrong last. Its secret is not shown again.

        Needs the scope `webhooks:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_webhook_endpoint", "GET", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}"),
            models.WebhookEndpoint,
            names={"endpoint": endpoint},
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def list(
        self,
        *,
        min_seq: int | None = None,
        timeout: float | None = None,
    ) -> models.WebhookEndpointList:
        """List webhook endpoints.

        All endpoints of the ledger, in the order in which they were added, each with how far it has been told.

        Needs the scope `webhooks:read`.

        - `min_seq`: Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
        """
        return await self._send(
            Operation("get_webhook_endpoints", "GET", "/v1/ledgers/{ledger}/webhook_endpoints"),
            models.WebhookEndpointList,
            query={
                "min_seq": min_seq,
            },
            timeout=timeout,
        )

    async def update(
        self,
        endpoint: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PatchWebhookEndpointRequest],
    ) -> models.WebhookEndpoint:
        """Change a webhook endpoint.

        In force within about a second, for all that is sent from then on.

        Needs the scope `webhooks:write`.
        """
        return await self._send(
            Operation("patch_webhook_endpoint", "PATCH", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}"),
            models.WebhookEndpoint,
            names={"endpoint": endpoint},
            body=body,
            timeout=timeout,
        )

    async def redrive(
        self,
        endpoint: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PostRedriveRequest],
    ) -> models.Redrive:
        """Send dead letters again.

        Takes events that were given up back among those that wait, as if they had never been tried.

        Needs the scope `webhooks:write`.
        """
        return await self._send(
            Operation("post_redrive", "POST", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive"),
            models.Redrive,
            names={"endpoint": endpoint},
            body=body,
            timeout=timeout,
        )

    async def replay(
        self,
        endpoint: str,
        /,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PostReplayRequest],
    ) -> models.Replay:
        """Send events again.

        Sends an endpoint what it has been sent before, or what came before it was added, with the same ids. Its
        filters hold, except for events named by id.

        Needs the scope `webhooks:write`.
        """
        return await self._send(
            Operation("post_replay", "POST", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay"),
            models.Replay,
            names={"endpoint": endpoint},
            body=body,
            timeout=timeout,
        )

    async def rotate_secret(
        self,
        endpoint: str,
        /,
        *,
        timeout: float | None = None,
    ) -> models.WebhookEndpoint:
        """Give an endpoint a new secret.

        Shown once, in this answer. For 24 hours requests carry two signatures, by the new secret and by the one
        before it, so that the receiver can change over in between.

        Needs the scope `webhooks:write`.
        """
        return await self._send(
            Operation("post_rotate_secret", "POST", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret"),
            models.WebhookEndpoint,
            names={"endpoint": endpoint},
            body={},
            timeout=timeout,
        )

    async def create(
        self,
        *,
        timeout: float | None = None,
        **body: Unpack[requests.PostWebhookEndpointRequest],
    ) -> models.WebhookEndpoint:
        """Add a webhook endpoint.

        Events are sent to it by Standard Webhooks 1.0: signed with the `secret` of this answer, which is shown once,
        and sent again over three days until it answers 2xx. A ledger has 100 at most. Adding the same again answers
        200 with what exists.

        Needs the scope `webhooks:write`.
        """
        return await self._send(
            Operation("post_webhook_endpoint", "POST", "/v1/ledgers/{ledger}/webhook_endpoints"),
            models.WebhookEndpoint,
            body=body,
            timeout=timeout,
        )
