# SPDX-License-Identifier: Apache-2.0
"""Asking a chain for a claim of each kind: what is put to it, and what it cannot show is refused.

``Collector`` answers with packages, ``Rehearsal`` before anything is published for them: so nothing is published for a
claim that no publication could prove.
"""

import sys
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from counterfoil.evidence.claims import (
    AbsenceClaim,
    AccountControl,
    Claim,
    ControlClaim,
    PositionClaim,
    ProvenanceClaim,
    Quantities,
    RecordClaim,
    ShownAct,
    StatementClaim,
    TitleStep,
    TransferClaim,
    Unproven,
)
from counterfoil.evidence.text import format_time
from counterfoil.law.module import Laws
from counterfoil.modules import laws
from counterfoil.node.drafting import OPEN_ABOVE, SUPPORTING_ABOVE, Draft, TrailReader
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import (
    AccountId,
    Height,
    HexHash,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)
from counterfoil.verify.conclusion import derived

_NOTHING = Quantities(Quantity(0), Quantity(0), Quantity(0), Quantity(0))
T = TypeVar("T")


class Asking(ABC, Generic[T]):
    """One method for each kind of claim, as of the header at ``height``."""

    def __init__(
        self,
        trails: TrailReader,
        height: Height,
        *,
        open_above: int = OPEN_ABOVE,
        supporting_above: int = SUPPORTING_ABOVE,
    ) -> None:
        """Above how many events trails are opened: those that the claim is about, and others."""
        self.height = height
        self._trails = trails
        self._latest = trails.header(height)
        self._open_above = open_above
        self._supporting_above = supporting_above
        self._laws: Laws = laws()

    def control(self, account: AccountId, instrument: InstrumentId, *, as_of: Timestamp | None = None) -> T:
        """Who controls the holding, now or as of an earlier time; raises InputError when it never existed."""
        control = AccountControl(
            custodian=None,
            custodian_standing=None,
            holder=PartyId("x"),
            holder_standing="",
            incoming="",
            instrument_status=None,
            moved_by=None,
            outgoing="",
            status="",
        )
        claim = ControlClaim(
            account=account,
            control=control,
            events=0,
            instrument=instrument,
            opened=0,
            quantities=_NOTHING,
            **self._basis(as_of),
        )
        return self._made(claim)

    def position(self, account: AccountId, instrument: InstrumentId) -> T:
        """The quantity now, without the trail; raises InputError when there never was one."""
        claim = PositionClaim(account=account, instrument=instrument, quantities=_NOTHING, **self._basis(None))
        return self._made(claim)

    def absence(self, account: AccountId, instrument: InstrumentId) -> T:
        """That the account never held the instrument; raises InputError when it did."""
        claim = AbsenceClaim(account=account, instrument=instrument, **self._basis(None))
        (path,) = self._laws.claims[AbsenceClaim].absent(claim)
        if self._trails.record(path, self.height) is not None:
            remedy = "ask for the position"
            raise InputError(f"{account} holds or held {instrument}", where=self._trails.chain, remedy=remedy)
        return self._made(claim)

    def transfer(self, transaction: HexHash) -> T:
        """That a transaction happened, so authorised; raises InputError when it moved nothing or is not anchored."""
        height, _ = self._trails.transaction_position(transaction)
        if height > self.height:
            remedy = "publish the log, then export"
            raise InputError(f"block {height} is not in the published log yet", where=transaction, remedy=remedy)
        claim = TransferClaim(
            acts=(ShownAct(data={}, index=0, type=""),),
            block=height,
            moved=(),
            noted=(),
            time=Timestamp(0),
            transaction=transaction,
            **self._basis(None),
        )
        return self._made(claim)

    def record(self, path: RecordPath) -> T:
        """That a record of any module is so, with its trail; raises InputError when there is none."""
        return self._made(RecordClaim(events=0, opened=0, record=path, value={}, **self._basis(None)))

    def statement(self, account: AccountId, *, start: Timestamp, end: Timestamp | None = None) -> T:
        """An account over a period; raises InputError when it never held anything."""
        return self._made(
            StatementClaim(account=account, lines=(), moved_by=None, start=start, status=None, **self._basis(end))
        )

    def provenance(self, instrument: InstrumentId) -> T:
        """The chain of title of a unique instrument; raises InputError when it has none."""
        step = TitleStep(account=None, height=Height(0), time=Timestamp(0))
        return self._made(ProvenanceClaim(instrument=instrument, parents=(), titles=(step,), **self._basis(None)))

    @abstractmethod
    def _basis(self, as_of: Timestamp | None) -> dict[str, Any]:
        """What all claims say; raises InputError for a time that cannot be asked for."""

    @abstractmethod
    def _made(self, claim: Claim) -> T:
        """What comes of the claim; raises InputError when it cannot be shown."""

    def _drafted(self, claim: Claim, open_above: int) -> tuple[Draft, Claim]:
        """What is shown, and the claim that follows from it.

        Trails of more than ``open_above`` events are opened, which some claims do not stand: then those of the claim
        are shown from the first event, and at last all. Otherwise anybody who can bring things into an account could
        make its statement, or its past, unprovable. What a ledger that broke its rules lacks is judged by whoever
        verifies.
        """
        supporting = min(open_above, self._supporting_above)
        for own_above, other_above in ((open_above, supporting), (sys.maxsize, supporting), (sys.maxsize, sys.maxsize)):
            draft = Draft(self._trails, self.height, self._laws, open_above=own_above, supporting_above=other_above)
            try:
                completed, told = draft.complete(claim)
                made = draft, derived(completed, told, self._laws)
                if not (draft.openings and any(told.problems())):
                    return made
            except Unproven as error:
                if not draft.openings:
                    remedy = "ask for what can be shown"
                    raise InputError(str(error), where=self._trails.chain, remedy=remedy) from error
        raise AssertionError("without openings it is shown or refused")


class Rehearsal(Asking[None]):
    """Raises InputError for what could not be shown if all that the chain has now were published."""

    def __init__(self, trails: TrailReader, height: Height, *, now: Timestamp) -> None:
        """``now``: the time of the block that publishing would ask for."""
        super().__init__(trails, height)
        self._now = now

    def _basis(self, as_of: Timestamp | None) -> dict[str, Any]:
        if as_of is not None and as_of >= self._now:
            raise InputError(f"{format_time(as_of)} is still to come", where="as_of", remedy="ask for now")
        return {
            "as_of": self._now if as_of is None else as_of,
            "beyond": 0,
            "chain": self._trails.chain,
            "current": as_of is None,
            "height": self.height,
            "received": self._now,
            "witnessed": self._now,
        }

    def _made(self, claim: Claim) -> None:
        self._drafted(claim, self._open_above)
