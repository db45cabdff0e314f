# SPDX-License-Identifier: Apache-2.0
"""What a service answered, typed, and how it looks. Fields that a later service adds are passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from counterfoil.client.cards import card, line
from counterfoil.client.errors import NotCommitted
from counterfoil.evidence.event import Event
from counterfoil.evidence.header import Header
from counterfoil.evidence.text import format_time
from counterfoil.identity.dsse import Envelope
from counterfoil.modules import laws
from counterfoil.primitives.types import HexHash, RecordPath

V = TypeVar("V")


class At(msgspec.Struct, frozen=True):
    """The block after which an answer is true: height, state root, time in milliseconds since 1970."""

    chain: str
    height: int
    state: HexHash
    time: int

    def __str__(self) -> str:
        return f"{self.chain} {self.height}, {format_time(self.time)}"


class Status(StrEnum):
    """What became of a transaction."""

    committed = "committed"
    """it stands in a block, and did what it says"""
    rejected = "rejected"
    """it stands in a block, and did nothing: that is its answer for ever"""
    refused = "refused"
    """it stands in no block, and may be handed in again"""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Why: the outcome's number and name, what it says in both languages, and what would be right."""

    outcome: int | None = None
    name: str = ""
    sentence: str = ""
    zh: str = ""
    remedy: str = ""
    detail: str = ""
    """of the case, where a rehearsal or a refusal tells it"""

    @property
    def told(self) -> str:
        """The sentence, what it is about, and what would be right."""
        if self.detail.startswith(self.sentence):  # a rehearsal tells the whole
            return self.detail or self.name
        said = f"{self.sentence} ({self.detail})" if self.detail else self.sentence
        return f"{said} {self.remedy}".strip()


class Done(Outcome, frozen=True, kw_only=True):
    """What became of a transaction. ``committed`` means that it stands in a sealed block, durably: the service's word.

    ``published`` is more, see ``wait_published``; what a stranger believes is evidence, see ``prove``.
    """

    transaction: HexHash | None = None
    """its identifier: what it means to do, which is the same however often it is handed in"""
    status: Status = Status.refused
    height: int | None = None
    """of its block"""
    index: int | None = None
    """its place there"""
    events: int = 0
    """how many it caused"""
    call: int | None = None
    """which of its calls was rejected, from 0"""
    chain: str = ""

    @property
    def committed(self) -> bool:
        """Whether it did what it says."""
        return self.status is Status.committed

    def require(self) -> "Done":
        """Itself if it is committed; raises NotCommitted."""
        if not self.committed:
            raise NotCommitted(self)
        return self

    @property
    def _facts(self) -> Mapping[str, Any]:
        said = "" if self.committed else f"{'' if self.outcome is None else self.outcome} {self.told}".strip()
        return {
            "transaction": self.transaction,
            "chain": self.chain,
            "block": self.height,
            "events": self.events,
            "call": self.call,
            "outcome": said,
            "zh": "" if self.committed else self.zh,
        }

    def __repr__(self) -> str:
        return line(type(self).__name__, {"status": self.status.value, **self._facts})

    def _repr_html_(self) -> str:
        return card(f"Transaction {self.status.value}", self._facts, well=self.committed)


class ShownTransaction(Done, frozen=True, kw_only=True):
    """A transaction as far as whoever asks may see it."""

    at: At
    by: tuple[str, ...]
    """the parties that consented"""
    signed_by: tuple[HexHash, ...]
    """identifiers of the keys that signed"""
    valid_from: int
    valid_until: int
    calls: tuple[Mapping[str, Any], ...] = ()
    """``number`` and ``call`` of those that are shown"""
    calls_not_shown: int = 0
    caused: tuple[Event, ...] = ()
    """its events, those that are shown"""


class Signing(msgspec.Struct, frozen=True):
    """How far a party's consent has come."""

    party: str
    needs: int
    """how many of its keys must sign; 0 for a party that cannot sign"""
    signed: tuple[HexHash, ...] = ()
    lacking: int = 0
    could_sign: tuple[HexHash, ...] = ()
    """its keys that have not signed, as far as that is told"""
    or_instead: tuple[str, ...] = ()
    """others, any of whom would do in its place"""
    by_decision: bool = False
    """it is the chain's council, which consents by decisions alone"""


class Rehearsal(Outcome, frozen=True, kw_only=True):
    """What would happen, and whose signature is missing. Nothing was ordered."""

    at: At
    status: str
    """``would_be_committed``, ``would_be_rejected``, ``withheld`` until others sign, or ``refused``"""
    complete: bool
    """whether every signature is there, and none that serves nobody"""
    signatures: tuple[Signing, ...] = ()
    idle_keys: tuple[HexHash, ...] = ()
    """keys that signed and serve none of the parties: with such a signature nothing is admitted"""
    waits_for: tuple[str, ...] = ()
    call: int | None = None
    events: Any = ()
    """what it would cause: type, data, and a sentence in both languages"""
    transaction: HexHash | None = None

    @property
    def would_commit(self) -> bool:
        """Whether, handed in now as it is, it would be committed."""
        return self.complete and self.status == "would_be_committed"

    @property
    def missing(self) -> dict[str, int]:
        """Party → how many of its keys have still to sign; 0 for one that cannot sign."""
        return {one.party: one.lacking for one in self.signatures if one.lacking or not one.needs}

    @property
    def happens(self) -> Sequence[Mapping[str, Any]]:
        """The events that it would cause."""
        return self.events if isinstance(self.events, list | tuple) else ()

    def _facts(self) -> Mapping[str, Any]:
        failed = self.status in ("would_be_rejected", "refused")
        return {
            "outcome": f"{'' if self.outcome is None else self.outcome} {self.told}".strip() if failed else "",
            "signatures missing": ", ".join(f"{name} ({count})" for name, count in self.missing.items()),
            "keys that serve nobody": ", ".join(self.idle_keys),
            "as of": self.at,
            **{f"event {number}": one.get("en", "") for number, one in enumerate(self.happens, 1)},
        }

    def __repr__(self) -> str:
        return line("Rehearsal", {"status": self.status, "complete": self.complete, **self._facts()})

    def _repr_html_(self) -> str:
        title = f"Rehearsal: {self.status.replace('_', ' ')}"
        return card(title, self._facts(), well=self.would_commit)


class ChainStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How far a chain is, and what of it is published."""

    chain: str
    height: int
    state: HexHash
    time: int
    genesis: HexHash
    header: HexHash
    """hash of the last header"""
    published: int | None = None
    """the last height that is anchored in the published custody log"""

    def _facts(self) -> Mapping[str, Any]:
        return {
            "height": self.height,
            "time": format_time(self.time),
            "published up to": self.published,
            "genesis": self.genesis,
        }

    def __repr__(self) -> str:
        return line("ChainStatus", {"chain": self.chain, **self._facts()})

    def _repr_html_(self) -> str:
        return card(f"Chain {self.chain}", self._facts())


class Checked(StrEnum):
    """How far what a service told was checked here."""

    told = "told"
    """not at all: it is the service's word"""
    root = "root"
    """it is under the state root of a header whose hash is known; that this is the chain's is the service's word"""
    seal = "seal"
    """the same, and the header is sealed by the keys that the trust file names: the word of whoever seals"""


@dataclass(frozen=True, repr=False)
class Record(Generic[V]):
    """A record as it stands after a block; ``value`` is the struct of its table."""

    path: RecordPath
    value: V
    at: At
    checked: Checked = Checked.told

    def _facts(self) -> Mapping[str, Any]:
        plain = msgspec.to_builtins(self.value)
        plain.pop("trail", None)
        return {**plain, "as of": self.at, "checked": self.checked.value}

    def __repr__(self) -> str:
        return line("Record", {"path": self.path, **self._facts()})

    def _repr_html_(self) -> str:
        return card(self.path, self._facts())


@dataclass(frozen=True, repr=False)
class Block:
    """A header as it was hashed, and its seal."""

    header: Header
    hash: HexHash
    seal: Envelope
    published: bool
    checked: Checked = Checked.told

    def _facts(self) -> Mapping[str, Any]:
        return {
            "chain": self.header.chain,
            "height": self.header.height,
            "time": format_time(self.header.time),
            "hash": self.hash,
            "published": self.published,
            "checked": self.checked.value,
        }

    def __repr__(self) -> str:
        return line("Block", self._facts())

    def _repr_html_(self) -> str:
        return card("Block", self._facts())


@dataclass(frozen=True, repr=False)
class LedgerEvent:
    """One thing that happened. ``cursor`` is the place after it: ``events(since=cursor)`` goes on from there."""

    event: Event
    cursor: str

    @property
    def type(self) -> str:
        """Such as ``holdings.transferred``."""
        return self.event.type

    @property
    def height(self) -> int:
        """Of its block."""
        return self.event.height

    @property
    def transaction(self) -> HexHash:
        """That caused it."""
        return self.event.transaction

    @property
    def data(self) -> Mapping[str, Any]:
        """Its fields, as the event has them."""
        return self.event.data

    @property
    def sentence(self) -> str:
        """It in English, with quantities in smallest units."""
        return laws().vocabulary.describe(self.event.type, self.event.data).en

    @property
    def zh(self) -> str:
        """The same in Chinese."""
        return laws().vocabulary.describe(self.event.type, self.event.data).zh

    def __repr__(self) -> str:
        return line("LedgerEvent", {"type": self.type, "cursor": self.cursor, "sentence": self.sentence})

    def _repr_html_(self) -> str:
        return card(self.type, {"": self.sentence, "block": self.height, **self.data})
