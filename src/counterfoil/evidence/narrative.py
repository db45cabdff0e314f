# SPDX-License-Identifier: Apache-2.0
"""What the report for a person is drawn from: plain values, collected elsewhere, already decided."""

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import quoted
from counterfoil.primitives.types import Height, HexHash, Timestamp

ClaimName = str
"""kind of the claim"""
Direction = Literal["in", "out", "none"]

PARTS: Final = ("free", "held", "pledged", "frozen")
"""The four parts of a holding, in the order in which they are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The four parts of a holding, or a change of each (then they may be negative), in the smallest unit."""

    free: int = 0
    held: int = 0
    pledged: int = 0
    frozen: int = 0

    @property
    def total(self) -> int:
        return self.free + self.held + self.pledged + self.frozen

    def before(self, change: "Parts") -> "Parts":
        """What these parts were before ``change``."""
        return Parts(
            **{part: value - less for (part, value), (_, less) in zip(self.items(), change.items(), strict=True)}
        )

    def items(self) -> tuple[tuple[str, int], ...]:
        """Name and quantity of each part, in the order of ``PARTS``."""
        return tuple(zip(PARTS, (self.free, self.held, self.pledged, self.frozen), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """An envelope: a transaction as it was signed, and where it stands."""

    transaction: HexHash
    height: Height
    index: int
    """place among the block's transactions"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    """One party's consent to an event, and the signatures by which it gave it."""

    party: str
    account: str
    """for which it consents; empty for none: the party to a call of its own"""
    side: str
    """``gives`` or ``takes``; empty without an account"""
    kind: str
    """``signature``: of this transaction; otherwise given before, as ``record`` says"""
    record: str
    """what it rests on; empty without an account"""
    seq: int
    """how many events the record had then"""
    envelope: Signed | None
    """in which it was signed; None when the package does not show that"""
    keys: tuple[str, ...] = ()
    """identifiers of the party's keys that signed that envelope"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentShown:
    """An attachment of a call that the package shows: sealed, and not interpreted."""

    envelope: Signed
    call: int
    """place among the transaction's calls"""
    name: str
    """of the call"""
    digest: HexHash
    """SHA-256 of the attachment as it stands in the call"""
    size: int
    """bytes, sealed"""
    recipient: str
    """identifier of the key that opens it"""
    owner: str
    """the party whose key that is; empty where the package does not show it"""
    suite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep:
    """One event of the trail, oldest first in the model."""

    height: Height
    index: int
    """position among the block's events"""
    time: Timestamp
    """the block's time"""
    type: str
    event_hash: HexHash
    transaction: HexHash
    title_en: str
    """what happened, in the vocabulary of the modules"""
    title_zh: str
    change: Parts
    balance: Parts | None = None
    """after the event; None when the claim does not prove it"""
    counterparty: str | None = None
    """the other account of a movement, or whoever holds the reservation"""
    direction: Direction = "none"
    """``in``: units came to the account from the counterparty; ``out``: they went to it"""
    authorised_by: tuple[str, ...] = ()
    """each consent that it rests on: whose, of which side and kind"""
    consents: tuple[GivenConsent, ...] = ()
    """the same, party by party, with the keys that signed"""
    as_executed: bool = False
    """nobody here has the law by which it happened: that it did is the auditors' word"""
    noted: bool = False
    """the ledger noted it as executed, of a law that is known: no call says it, and that it was to be is their word"""
    unit: tuple[str, int] | None = None
    """name and decimals of the unit that its quantities count; None: those of the claim"""
    concerned: tuple[str, ...] = ()
    """parties and accounts that its data name, each with its registered name, or that of its holder"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCheck:
    """One numbered check of the verifier, and how it ended."""

    number: int
    name: Words
    status: Words
    sentence: Words
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a verifier found, when, in which files, and with which program: the head of its own report."""

    proved: bool
    sentence: Words
    checks: tuple[JudgedCheck, ...]
    package: str
    """how the reader called the file"""
    package_hash: HexHash
    trust: str
    trust_hash: HexHash
    version: str
    """of the verifier"""
    verified_at: Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """A person behind a party, from what lay beside the package: a disclosure, or the reader's own vault."""

    party: str
    compared: bool
    """whether the package shows the party's commitment, and salt and text give it"""
    text: str = field(default="", repr=False)
    """empty when it was deleted"""
    deleted_at: Timestamp | None = None
    reference: str = ""
    """under which it was deleted"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShown:
    """An event about goods, from a proof that lay beside the package: it was in the batch that the package shows."""

    name: str
    """its eventID, or its hash where it has none"""
    hash: str
    place: Words
    """the number of the event in its batch, and when that was anchored"""
    document: str = field(repr=False)
    """as it was captured"""
    declares: Words | None = None
    """that it declares the event in error, when, and whose declaration that is not known to be; None: it does not"""


class TitleHeld(NamedTuple):
    """To which account a title went, and when; None: its unit ended."""

    account: str | None
    time: Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleShown:
    """The title of a unique asset: what it came from, and who had it one after the other."""

    instrument: str
    parents: tuple[str, ...]
    """instruments that were split into it, or merged"""
    before: int
    """events before the first that is shown"""
    later: bool
    """whether more may have happened, which the package does not show"""
    held: tuple[TitleHeld, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportModel:
    """One claim and its proof, in values. All times in milliseconds UTC."""

    kind: ClaimName
    statement_en: str
    statement_zh: str
    as_executed: Words | None = None
    """what the verifier has no law of, and on whose word it stands"""
    not_claimed_en: tuple[str, ...]
    """as many sentences as ``not_claimed_zh``, in the same order"""
    not_claimed_zh: tuple[str, ...]
    chain: str
    account: str
    """empty when the claim is about none; so are the next three"""
    instrument: str
    instrument_name: str
    unit_name: str
    unit_decimals: int
    balance: Parts | None
    """what the account holds by the claim; None when the claim says nothing about it"""
    as_of: Timestamp
    """the time that the claim is about"""
    current: bool
    """whether that is the time of the header that the claim rests on"""
    witnessed_at: Timestamp
    """T, the time of the witness quorum"""
    received_at: Timestamp
    """when the log received the header"""
    audited: bool
    """whether a quorum of the reader's state auditors executed the chain up to it"""
    checkpoint_origin: str
    checkpoint_size: int
    witnesses: tuple[tuple[str, Timestamp], ...]
    """name and time of each cosignature"""
    entry_auditors: frozenset[str]
    """names of those who cosign only a log that kept its rules, whether they did or not"""
    header_height: Height
    header_hash: HexHash
    header_time: Timestamp
    beliefs: tuple[Words, ...] = ()
    """which sets of keyholders could together have had a false claim proved"""
    names: tuple[tuple[str, str], ...] = ()
    """party and registered name, of those whose record was verified"""
    holders: tuple[tuple[str, str], ...] = ()
    """account and the party that holds it, of those whose record was verified"""
    units: tuple[tuple[str, tuple[str, int]], ...] = ()
    """instrument, name and decimals of its unit, of those whose record was verified"""
    attachments: tuple[AttachmentShown, ...] = ()
    persons: tuple[PersonShown, ...] = ()
    """who is behind parties; empty unless something beside the package says it"""
    events_shown: tuple[EventShown, ...] = ()
    """events about goods that proofs beside the package show to be in its batch"""

    @property
    def unit(self) -> tuple[str, int] | None:
        """Name and decimals of the unit in which the claim counts; None when it counts nothing."""
        return (self.unit_name, self.unit_decimals) if self.unit_name else None

    def party_called(self, party: str) -> str:
        """The party, with its registered name where that was verified."""
        name = dict(self.names).get(party)
        return party if name is None else f"{party} {quoted(name)}"

    def account_called(self, account: str) -> str:
        """The account, with its holder where the package shows that."""
        holder = dict(self.holders).get(account)
        return account if holder is None else f"{account} ({self.party_called(holder)})"

    steps: tuple[ReportStep, ...] = ()
    titles: tuple[TitleShown, ...] = ()
    """of unique assets whose trails the package shows, parents before what came of them"""
