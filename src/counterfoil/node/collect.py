# SPDX-License-Identifier: Apache-2.0
"""Collecting evidence from both tiers: what a claim of each kind rests on, and nothing else.

Everything is as of the height that the roll at the end of the published log names; the chain may be further.
Which trails a claim needs is found by running the verifier's own rules until they miss nothing. What a trail
proves is not judged here: a ledger that broke its rules yields a package that does not verify.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from counterfoil.evidence.claims import (
    AbsenceClaim,
    Claim,
    ControlClaim,
    PositionClaim,
    Quantities,
    ShownAct,
    TransferClaim,
    with_words,
)
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.header import SealedHeader
from counterfoil.evidence.package import EventProof, Logged, LogProof, Package, ProvenEvent, ProvenRecord
from counterfoil.evidence.witness_policy import WitnessPolicy, open_checkpoint
from counterfoil.node.closure import Closure
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.primitives.errors import InputError, InvariantBroken, QuorumError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import (
    AccountId,
    ChainId,
    Hash,
    Height,
    HexHash,
    InstrumentId,
    RecordPath,
    Timestamp,
)
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.conclusion import control_of
from counterfoil.verify.effects import EVENTS
from counterfoil.verify.facts import ACCOUNT, HOLDING, INSTRUMENT, PARTY, Account, Holding, path
from counterfoil.verify.history import DatedEvent
from counterfoil.verify.replay import quantities_of, replay, trail_of


class ChainReader(Protocol):
    """What one chain shows of itself; heights are of committed blocks."""

    @property
    def chain(self) -> ChainId: ...
    def sealed_header(self, height: Height) -> SealedHeader: ...
    def event(self, height: Height, index: int) -> bytes: ...
    def events(self, height: Height) -> list[bytes]: ...
    def event_proof(self, height: Height, index: int) -> tuple[int, list[Hash]]:
        """Number of events of the block, and the path of one."""
        ...

    def trail(self, record: RecordPath) -> list[tuple[Height, int]]:
        """Positions of the record's events, in order."""
        ...

    def transaction(self, transaction: HexHash) -> bytes:
        """The envelope as received; raises InputError when there is none."""
        ...

    def transaction_position(self, transaction: HexHash) -> tuple[Height, int]:
        """Height and place among the block's transactions; raises InputError when there is none."""
        ...

    def record(self, path: RecordPath, height: Height) -> bytes | None: ...
    def record_proof(self, path: RecordPath, height: Height) -> MapProof: ...


class AnchorLog(Protocol):
    """The custody log at its published checkpoint."""

    @property
    def policy(self) -> WitnessPolicy: ...
    @property
    def size(self) -> int: ...
    def checkpoint(self) -> bytes:
        """The note with its cosignatures."""
        ...

    def entry(self, index: int) -> bytes: ...
    def inclusion(self, index: int, size: int) -> list[Hash]: ...
    def anchor_index(self, chain: ChainId, height: Height) -> int: ...
    def rolled_height(self, chain: ChainId) -> Height: ...


Render = Callable[[Package], str]
"""Draws ``report.html`` from the rest of the package."""
C = TypeVar("C", ControlClaim, TransferClaim, PositionClaim, AbsenceClaim)


def collect_control(
    reader: ChainReader,
    log: AnchorLog,
    account: AccountId,
    instrument: InstrumentId,
    *,
    as_of: Timestamp | None = None,
    render: Render | None = None,
) -> Package:
    """Who controls the holding, now or as of an earlier time.

    Raises InputError when it never existed, QuorumError, or InvariantBroken when the trail does not add up.
    """
    view = _View(reader, log)
    when = view.moment(as_of)
    holding = path(HOLDING, account, instrument)
    view.read(holding, Holding)
    closure = Closure(reader, view.height)
    for record in (holding, path(ACCOUNT, account), path(INSTRUMENT, instrument)):
        closure.add_record(record)
    keeper = view.read(path(ACCOUNT, account), Account)
    for party in (keeper.holder, keeper.custodian):
        if party is not None:
            closure.add_record(path(PARTY, party))
    events = closure.complete()
    past = [dated for dated in events if as_of is None or dated.time <= as_of]
    known = closure.facts(past).records.get(path(ACCOUNT, account))
    if not isinstance(known, Account):
        raise InputError(f"account {account} was not open then", where="as_of", remedy="ask for a later time")
    trail = trail_of(past, account, instrument)
    claim = ControlClaim(
        account=account,
        as_of=when,
        chain=reader.chain,
        control=control_of(known),
        current=as_of is None,
        events=len(trail),
        instrument=instrument,
        quantities=_replay(trail, account),
    )
    return view.package(claim, closure=closure, render=render)


def collect_transfer(
    reader: ChainReader, log: AnchorLog, transaction: HexHash, *, render: Render | None = None
) -> Package:
    """That a transaction happened, so authorised; raises InputError when it moved nothing or is not anchored yet."""
    view = _View(reader, log)
    height, _ = reader.transaction_position(transaction)
    if height > view.height:
        raise InputError(
            f"block {height} is not in the published log yet", where=transaction, remedy="publish the log, then export"
        )
    acts = _events_of(reader, height, transaction)
    if not any(event.type.startswith("holdings.") for event in acts):
        raise InputError("the transaction moved nothing", where=transaction, remedy="name one that did")
    if any(event.type not in EVENTS for event in acts):
        raise InputError(
            "the transaction also changed the chain's own rules, which no package shows",
            where=transaction,
            remedy="ask for the control of what it moved",
        )
    closure = Closure(reader, view.height)
    for event in acts:
        closure.add_event((event.height, event.index))
    closure.complete()
    claim = TransferClaim(
        acts=tuple(ShownAct(data=event.data, index=event.index, type=event.type) for event in acts),
        as_of=view.time,
        chain=reader.chain,
        current=True,
        height=height,
        time=reader.sealed_header(height).header.time,
        transaction=transaction,
    )
    return view.package(claim, closure=closure, render=render)


def collect_position(
    reader: ChainReader, log: AnchorLog, account: AccountId, instrument: InstrumentId, *, render: Render | None = None
) -> Package:
    """The quantity now, without the trail; raises InputError when there never was one."""
    view = _View(reader, log)
    holding = path(HOLDING, account, instrument)
    claim = PositionClaim(
        account=account,
        as_of=view.time,
        chain=reader.chain,
        current=True,
        instrument=instrument,
        quantities=quantities_of(view.read(holding, Holding)),
    )
    return view.package(claim, records=(holding,), render=render)


def collect_absence(
    reader: ChainReader, log: AnchorLog, account: AccountId, instrument: InstrumentId, *, render: Render | None = None
) -> Package:
    """That the account never held the instrument; raises InputError when it did."""
    view = _View(reader, log)
    holding = path(HOLDING, account, instrument)
    if reader.record(holding, view.height) is not None:
        raise InputError(f"{account} holds or held {instrument}", where=reader.chain, remedy="ask for the position")
    claim = AbsenceClaim(account=account, as_of=view.time, chain=reader.chain, current=True, instrument=instrument)
    return view.package(claim, records=(holding,), render=render)


R = TypeVar("R")


class _View:
    """A chain as of the published log: T, the height that the roll names, and the proofs under both."""

    def __init__(self, reader: ChainReader, log: AnchorLog) -> None:
        self._reader = reader
        self._log = log
        self.height = log.rolled_height(reader.chain)
        opened = open_checkpoint(log.checkpoint(), log.policy)
        seconds = log.policy.quorum_time(opened.cosigned)
        if seconds is None:
            raise QuorumError("too few witnesses cosigned the published checkpoint: there is no evidence without them")
        self.time = Timestamp(seconds * 1000)

    def moment(self, as_of: Timestamp | None) -> Timestamp:
        """The time that a claim is as of: the one asked for, or T."""
        if as_of is not None and as_of > self.time:
            raise InputError(f"{as_of} is later than the witnesses' {self.time}", where="as_of", remedy="publish first")
        latest = self._reader.sealed_header(self.height).header.time
        if as_of is not None and as_of >= latest:
            raise InputError(
                f"{as_of} is not before the latest block's {latest}, so that another may still fall into it",
                where="as_of",
                remedy="ask for now, which nothing later has changed",
            )
        return self.time if as_of is None else as_of

    def read(self, record: RecordPath, type_: type[R]) -> R:
        """A record at the rolled height; raises InputError when there is none."""
        value = self._reader.record(record, self.height)
        if value is None:
            raise InputError(f"there is no {record}", where=self._reader.chain, remedy="check the identifiers")
        return canonical.decode(value, type_)

    def package(
        self,
        claim: C,
        *,
        closure: Closure | None = None,
        records: Sequence[RecordPath] = (),
        render: Render | None = None,
    ) -> Package:
        """Everything under the checkpoint that the claim needs."""
        positions = closure.positions() if closure else []
        heights = sorted({height for height, _ in positions} | {self.height})
        worded: Claim = with_words(claim)
        package = Package(
            claim=worded,
            checkpoint=self._log.checkpoint(),
            roll=self._logged(self._log.size - 1),
            anchors=tuple(self._logged(self._log.anchor_index(self._reader.chain, height)) for height in heights),
            events=tuple(self._event(height, index) for height, index in positions),
            transactions=tuple(closure.envelopes() if closure else ()),
            records=tuple(self._record(record) for record in sorted(closure.records() if closure else records)),
        )
        return package if render is None else package.with_report(render(package))

    def _logged(self, index: int) -> Logged:
        hashes = tuple(map(to_hex, self._log.inclusion(index, self._log.size)))
        return Logged(self._log.entry(index), LogProof(index=index, path=hashes))

    def _event(self, height: Height, index: int) -> ProvenEvent:
        size, hashes = self._reader.event_proof(height, index)
        proof = EventProof(height=height, index=index, path=tuple(map(to_hex, hashes)), size=size)
        return ProvenEvent(self._reader.event(height, index), proof)

    def _record(self, record: RecordPath) -> ProvenRecord:
        value = self._reader.record(record, self.height)
        proof = self._reader.record_proof(record, self.height)
        return ProvenRecord(path=record, proof=proof, value=None if value is None else value.decode())


def _replay(trail: Sequence[DatedEvent], account: AccountId) -> Quantities:
    try:
        return replay(trail, account)
    except CheckFailed as error:
        raise InvariantBroken(f"the trail of {account} does not add up: {error}; run counterfoil audit") from error


def _events_of(reader: ChainReader, height: Height, transaction: HexHash) -> list[Event]:
    events = [decode_event(event) for event in reader.events(height)]
    return [event for event in events if event.transaction == transaction]
