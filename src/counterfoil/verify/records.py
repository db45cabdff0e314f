# SPDX-License-Identifier: Apache-2.0
"""Check 6: the records shown are, or are not, under the latest header's state root, and none that is needed lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from counterfoil.evidence.claims import AbsenceClaim, Claim, ControlClaim, PositionClaim
from counterfoil.evidence.event import Trail
from counterfoil.evidence.package import Package, ProvenRecord
from counterfoil.evidence.package_limits import require_short_keys
from counterfoil.evidence.record import state_key
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import verify_absence, verify_presence
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash, RecordPath
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import (
    ACCOUNT,
    HOLDING,
    INSTRUMENT,
    PARTY,
    Account,
    Fact,
    Holding,
    Instrument,
    Party,
    path,
)

TYPES: Final[dict[str, type[Fact]]] = {PARTY: Party, ACCOUNT: Account, INSTRUMENT: Instrument, HOLDING: Holding}
"""table → what its records hold; a package shows no others"""
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Records:
    """The records that are present, by path."""

    present: Mapping[RecordPath, Fact]

    def find(self, record: RecordPath, type_: type[F]) -> F:
        """A record that must be there; CheckFailed when it is not."""
        found = self.present.get(record)
        if not isinstance(found, type_):
            raise CheckFailed(f"the record {record} is not shown", f"未展示记录 {record}")
        return found

    def trails(self) -> dict[RecordPath, Trail]:
        return {record: fact.trail for record, fact in self.present.items()}


def read_records(shown: Sequence[ProvenRecord], state: Hash) -> tuple[Records, frozenset[RecordPath]]:
    """The records present, and the paths shown to be absent; CheckFailed when a proof does not hold."""
    paths = [record.path for record in shown]
    if paths != sorted(set(paths)):
        raise CheckFailed("records stand twice or out of order", "记录重复或无序")
    present: dict[RecordPath, Fact] = {}
    absent: set[RecordPath] = set()
    for record in shown:
        key = state_key(record.path)
        if record.value is None:
            holds = verify_absence(state, key, record.proof)
            absent.add(record.path)
        else:
            holds = verify_presence(state, key, digest(record.value.encode()), record.proof)
        if not holds:
            raise CheckFailed(f"the state root does not show {record.path} so", f"状态根不支持所示的 {record.path}")
        if record.value is not None:
            present[record.path] = _decode(record.path, record.value)
    return Records(present), frozenset(absent)


def require_claimed(claim: Claim, package: Package, records: Records, absent: frozenset[RecordPath]) -> None:
    """What this kind of claim rests on is there, and nothing that it does not need; CheckFailed if not."""
    needed: set[RecordPath] = set()
    if isinstance(claim, ControlClaim | PositionClaim):
        needed = {path(HOLDING, claim.account, claim.instrument)}
    if isinstance(claim, ControlClaim):
        records.find(path(INSTRUMENT, claim.instrument), Instrument)
        account = records.find(path(ACCOUNT, claim.account), Account)
        for party in (account.holder, account.custodian):
            if party is not None:
                records.find(path(PARTY, party), Party)
    holdings = {record for record in records.present if record.startswith(f"{HOLDING}/")}
    if holdings != needed:
        raise CheckFailed("the holdings shown are not the one claimed", "所示持有记录不是所主张的")
    missing = {path(HOLDING, claim.account, claim.instrument)} if isinstance(claim, AbsenceClaim) else set()
    if absent != missing:
        raise CheckFailed("what is shown to be absent is not what is claimed", "所示不存在的记录不是所主张的")
    if isinstance(claim, AbsenceClaim | PositionClaim):
        counts = (len(package.anchors), len(package.events), len(package.transactions), len(package.records))
        if counts != (1, 0, 0, 1):
            raise CheckFailed("shows more than this kind of claim rests on", "展示了此类主张不需要的内容")


def _decode(record: RecordPath, value: str) -> Fact:
    type_ = TYPES.get("/".join(record.split("/", 2)[:2]))
    if type_ is None:
        raise CheckFailed(f"{record} is no record that a package shows", f"证据包不应展示 {record}")
    require_short_keys(value.encode(), where=record)
    fact = canonical.decode(value.encode(), type_)
    if _path_of(fact) != record:
        raise CheckFailed(f"the record at {record} is about something else", f"{record} 处的记录内容不符")
    return fact


def _path_of(fact: Fact) -> RecordPath | None:
    match fact:
        case Party():
            return path(PARTY, fact.party)
        case Account():
            return path(ACCOUNT, fact.account)
        case Instrument():
            return path(INSTRUMENT, fact.instrument)
        case Holding():
            return path(HOLDING, fact.account, fact.instrument)
        case _:
            return None
