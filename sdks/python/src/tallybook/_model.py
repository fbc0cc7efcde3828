"""What all answers have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr


@dataclass(frozen=True)
class Headers:
    """What an answer said beside its body; all None in what is only a part of an answer."""

    request_id: str | None = None
    """Names the request, in the service's logs too."""
    seq: int | None = None
    """The ledger's `seq` that the answer is at: give it to a read as `min_seq`, and the read sees this write."""
    replayed: bool = False
    """Whether an earlier request with the same idempotency key did the work."""
    dry_run: bool = False
    """Whether it was only asked what would be."""


class Model(BaseModel):
    """An answer, or a part of one. Fields that this version does not know are kept, and values it does not know pass."""

    model_config = ConfigDict(extra="allow", frozen=True, protected_namespaces=())

    _headers: Headers = PrivateAttr(default_factory=Headers)

    @property
    def headers(self) -> Headers:
        """What the answer said beside its body."""
        return self._headers

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON has it: amounts and times are strings, and what was not there still is not."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
