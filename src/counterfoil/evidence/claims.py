# SPDX-License-Identifier: Apache-2.0
"""What a package claims: seven kinds, each with its statement in plain words and what it does not claim.

The words follow from the fields and the modules' vocabulary alone, so that a verifier writes them anew and compares.
So they are part of the format: other words need another format version.
"""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.event import Event
from counterfoil.primitives import canonical
from counterfoil.primitives.types import (
    IDENTIFIER,
    NATURAL,
    AccountId,
    ChainId,
    HashField,
    HeightField,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    RecordPath,
    TimestampField,
)

# Identifiers are checked even here: an absence claim may name an account that nobody ever opened, and a statement
# must not be able to carry line feeds, escape sequences or letters that look like others.
Chain = Annotated[ChainId, IDENTIFIER]
Account = Annotated[AccountId, IDENTIFIER]
Instrument = Annotated[InstrumentId, IDENTIFIER]
Party = Annotated[PartyId, IDENTIFIER]
Path = Annotated[RecordPath, Meta(pattern=r"^[A-Za-z0-9._:/-]{1,400}\Z")]
Count = Annotated[int, NATURAL]


class ClaimKind(StrEnum):
    control = "control"
    transfer = "transfer"
    position = "position"
    absence = "absence"
    record = "record"
    statement = "statement"
    provenance = "provenance"


class Quantities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The four parts of a holding, in the instrument's smallest unit."""

    free: NaturalQuantity
    frozen: NaturalQuantity
    held: NaturalQuantity
    pledged: NaturalQuantity

    @property
    def balance(self) -> int:
        return self.free + self.held + self.pledged + self.frozen


class AccountControl(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose the account is, who keeps it, who must authorise movements, and what else stands in their way."""

    custodian: Party | None
    custodian_standing: str | None
    """null without a custodian"""
    holder: Party
    holder_standing: str
    incoming: str
    instrument_status: str | None
    """null: it was not defined yet"""
    moved_by: Path | None
    """the record that alone moves it, where no signature does"""
    outgoing: str
    status: str


class ShownAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event of a transaction: its position in the block, its type and its data."""

    data: dict[str, Any]
    index: Count
    type: str

    @classmethod
    def of(cls, event: Event) -> "ShownAct":
        """As a claim says it."""
        return cls(data=event.data, index=event.index, type=event.type)


class StatementLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One instrument of an account over a period: before it, after it, and by how many events."""

    closing: Quantities
    events: Count
    instrument: Instrument
    opening: Quantities


class TitleStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One holder of a unique instrument, and the block in which the title came to it; null: it was redeemed."""

    account: Account | None
    height: HeightField
    time: TimestampField


class BaseClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all claims say: of which chain, as of when, resting on which header.

    ``current``: ``as_of`` is the time of the header that the claim rests on, and every later one must bear a later
    time. Otherwise ``as_of`` is an earlier time that was asked for. Both by the clock of the chain's blocks.
    """

    as_of: TimestampField
    beyond: Count
    """headers anchored after the one that the claim rests on, which it does not consider"""
    chain: Chain
    current: bool
    height: HeightField
    """of the header that the claim rests on"""
    received: TimestampField
    """when the log received that header, by the log's clock"""
    witnessed: TimestampField
    """T: when the quorum signed that the log ended so"""
    vouched: tuple[Path, ...] = ()
    """every record whose trail is opened, in order: what it was before, keys included, is the auditors' word"""
    does_not_claim: tuple[Words, ...] = ()
    statement: Words = Words("", "")


class ControlClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="control"):
    """Who controls a holding, with its whole trail."""

    account: Account
    control: AccountControl
    events: Count
    """events of the holding's trail up to ``as_of``"""
    instrument: Instrument
    opened: Count
    """events before the first that is shown, for which the auditors vouch; 0: the trail is shown from its first"""
    quantities: Quantities


class PositionClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="position"):
    """The quantity now, without the trail."""

    account: Account
    instrument: Instrument
    quantities: Quantities


class AbsenceClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="absence"):
    """The account never held the instrument."""

    account: Account
    instrument: Instrument


class TransferClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="transfer"):
    """A transaction happened, with all the events that its calls cause, so authorised."""

    acts: Annotated[tuple[ShownAct, ...], Meta(min_length=1)]
    block: HeightField
    moved: tuple[ShownAct, ...]
    """the events besides by which units moved on consents given before, as a program or another module decided"""
    noted: tuple[str, ...]
    """types of the others, by which modules noted these in records of their own, or told what a program did"""
    time: TimestampField
    transaction: HashField


class RecordClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="record"):
    """A record of any module is so, with its trail."""

    events: Count
    opened: Count
    record: Path
    value: dict[str, Any]
    """the record without its trail"""


class StatementClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="statement"):
    """An account over a period: every instrument that it held in that time, adding up."""

    account: Account
    lines: tuple[StatementLine, ...]
    """by instrument, in order"""
    moved_by: Path | None
    """the record that moves the account, or did; None: none does"""
    start: TimestampField
    """the period begins after this time; it ends with ``as_of``"""
    status: str | None
    """of the account at the end of the period; None: it was not open yet"""


class ProvenanceClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="provenance"):
    """The chain of title of a unique asset across all its holders, back to issue."""

    instrument: Instrument
    parents: tuple[Path, ...]
    """titles that this one came from, which are shown too"""
    titles: Annotated[tuple[TitleStep, ...], Meta(min_length=1)]


Claim = ControlClaim | TransferClaim | PositionClaim | AbsenceClaim | RecordClaim | StatementClaim | ProvenanceClaim


class Unproven(Exception):
    """What is told bears no such claim, in English and Chinese; ``number``: of another check than is made."""

    def __init__(self, en: str, zh: str, *, number: int | None = None) -> None:
        self.words, self.number = Words(en, zh), number
        super().__init__(en)


def kind_of(claim: BaseClaim) -> ClaimKind:
    """The claim's kind, which is its tag."""
    return ClaimKind(str(claim.__struct_config__.tag))


def decode_claim(data: bytes) -> Claim:
    """Strict; raises DecodeError."""
    return canonical.decode(data, Claim)  # type: ignore[arg-type]
