# SPDX-License-Identifier: Apache-2.0
"""What the report for a person is drawn from: plain values, collected elsewhere, already decided."""

from dataclasses import dataclass
from typing import Final, Literal

from counterfoil.evidence.bilingual import Words
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
class ReportModel:
    """One claim and its proof, in values. All times in milliseconds UTC."""

    kind: ClaimName
    statement_en: str
    statement_zh: str
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
    header_height: Height
    header_hash: HexHash
    header_time: Timestamp
    beliefs: tuple[Words, ...] = ()
    """which sets of keyholders could together have had a false claim proved"""
    names: tuple[tuple[str, str], ...] = ()
    """party and registered name, of those whose registration was verified"""
    steps: tuple[ReportStep, ...] = ()
