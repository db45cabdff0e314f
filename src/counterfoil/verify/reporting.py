# SPDX-License-Identifier: Apache-2.0
"""The narrative of a package: its own contents, arranged for a person to read."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from counterfoil.evidence.claims import ControlClaim, PositionClaim, Quantities, TransferClaim, kind_of
from counterfoil.evidence.entries import AnchorEntry, decode_entry
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.header import Header, header_hash
from counterfoil.evidence.narrative import Parts, ReportModel, ReportStep
from counterfoil.evidence.package import Package
from counterfoil.evidence.transaction import transaction_id
from counterfoil.evidence.witness_policy import WitnessPolicy, open_checkpoint
from counterfoil.evidence.words import DisplayUnit, describe_event
from counterfoil.identity import dsse
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import HexHash, KeyId, Timestamp
from counterfoil.verify.facts import HOLDING, path
from counterfoil.verify.replay import CHANGES

KEYID_SHOWN: Final = 8
"""Hex digits of a key identifier that people are shown."""
COUNTERPARTIES: Final = ("executor", "pledgee", "supervisor")
"""Fields of an event's data that name whoever holds a reservation."""


def narrate(package: Package, policy: WitnessPolicy) -> ReportModel:
    """What the page of a package shows; the witnesses' names are those of ``policy``."""
    return _Drawing(package, policy).model()


class _Drawing:
    """Reads a package once; everything below is looked up in it."""

    def __init__(self, package: Package, policy: WitnessPolicy) -> None:
        self._package = package
        self._claim = package.claim
        self._opened = open_checkpoint(package.checkpoint, policy)
        self._seconds = policy.quorum_time(self._opened.cosigned) or 0
        self._headers = {header.height: header for header in map(_header, package.anchors)}
        self._events = [(decode_event(shown.event), to_hex(leaf_hash(shown.event))) for shown in package.events]
        self._signers = _signers(package.transactions, _owners(event for event, _ in self._events))
        self._units = {
            event.data["instrument"]: DisplayUnit(event.data["unit"]["name"], event.data["unit"]["decimals"])
            for event, _ in self._events
            if event.type == "instruments.defined"
        }

    def model(self) -> ReportModel:
        claim = self._claim
        account = "" if isinstance(claim, TransferClaim) else str(claim.account)
        instrument = "" if isinstance(claim, TransferClaim) else str(claim.instrument)
        unit = self._units.get(instrument, DisplayUnit("", 0))
        latest = self._headers[max(self._headers)]
        checkpoint = self._opened.checkpoint
        return ReportModel(
            kind=kind_of(claim).value,
            statement_en=claim.statement.en,
            statement_zh=claim.statement.zh,
            not_claimed_en=tuple(words.en for words in claim.does_not_claim),
            not_claimed_zh=tuple(words.zh for words in claim.does_not_claim),
            chain=claim.chain,
            account=account,
            instrument=instrument,
            instrument_name=self._name(instrument),
            unit_name=unit.name,
            unit_decimals=unit.decimals,
            balance=_parts(claim.quantities) if isinstance(claim, ControlClaim | PositionClaim) else None,
            as_of=None if claim.current else claim.as_of,
            witnessed_at=Timestamp(self._seconds * 1000),
            checkpoint_origin=checkpoint.origin,
            checkpoint_size=checkpoint.size,
            witnesses=tuple((name, Timestamp(time * 1000)) for name, time in sorted(self._opened.cosigned.items())),
            header_height=latest.height,
            header_hash=to_hex(header_hash(latest.encode())),
            header_time=latest.time,
            steps=tuple(self._steps(account, instrument)),
        )

    def _name(self, instrument: str) -> str:
        """The instrument's name in its latest version, as far as the package shows it."""
        names = [
            event.data["name"]
            for event, _ in self._events
            if event.type in {"instruments.defined", "instruments.amended"} and event.data["instrument"] == instrument
        ]
        return str(names[-1]) if names else instrument

    def _steps(self, account: str, instrument: str) -> Iterable[ReportStep]:
        """The events of the claim's holding, or of its transaction, oldest first."""
        if isinstance(self._claim, TransferClaim):
            acts = {act.index for act in self._claim.acts}
            for event, leaf in self._events:
                if event.height == self._claim.height and event.index in acts:
                    yield self._step(event, leaf, account="", balance=None)
            return
        record = path(HOLDING, account, instrument)
        balance = Parts()
        for event, leaf in self._events:
            if any(link.record == record for link in event.trails):
                balance = _added(balance, _change(event, account))
                yield self._step(event, leaf, account=account, balance=balance)

    def _step(self, event: Event, leaf: HexHash, *, account: str, balance: Parts | None) -> ReportStep:
        title = describe_event(event.type, event.data, units=self._units)
        sends = event.data.get("sender") == account
        moves = event.type == "holdings.transferred" and bool(account)
        other = event.data.get("receiver" if sends else "sender") if moves else None
        other = other or next((event.data[name] for name in COUNTERPARTIES if event.data.get(name)), None)
        return ReportStep(
            height=event.height,
            index=event.index,
            time=self._headers[event.height].time,
            type=event.type,
            event_hash=leaf,
            transaction=event.transaction,
            title_en=title.en,
            title_zh=title.zh,
            change=_change(event, account),
            balance=balance,
            counterparty=None if other is None else str(other),
            direction=("out" if sends else "in") if moves else "none",
            authorised_by=self._signers.get(event.transaction, ()),
        )


def _header(anchor: Any) -> Header:
    entry = decode_entry(anchor.entry)
    if not isinstance(entry, AnchorEntry):
        raise InvariantBroken("a package's anchors hold another kind of entry")
    return entry.header


def _owners(events: Iterable[Event]) -> dict[KeyId, str]:
    """Whose each key is or was, by the packaged trails."""
    owners: dict[KeyId, str] = {}
    for event in events:
        for key in (event.data.get("keys") or {}).get("keys", ()):
            owners[PublicKey(key=key["key"], scheme=key["scheme"]).keyid] = str(event.data["party"])
    return owners


def _signers(envelopes: Sequence[bytes], owners: dict[KeyId, str]) -> dict[HexHash, tuple[str, ...]]:
    """Transaction → who signed it, as ``party (beginning of the key's identifier)``."""
    signers = {}
    for data in envelopes:
        envelope = dsse.decode(data)
        keyids = [signature.keyid for signature in envelope.signatures]
        names = tuple(f"{owners.get(keyid, '?')} ({keyid[:KEYID_SHOWN]})" for keyid in keyids)
        signers[transaction_id(envelope)] = names
    return signers


def _change(event: Event, account: str) -> Parts:
    """What an event does to the parts of the account's holding; nothing when no account is asked about."""
    if not account or event.type not in CHANGES:
        return Parts()
    changes = dict.fromkeys(("free", "held", "pledged", "frozen"), 0)
    for part, change in CHANGES[event.type](event.data, account):
        changes[part] += change
    return Parts(**changes)


def _added(balance: Parts, change: Parts) -> Parts:
    return Parts(
        **{part: value + more for (part, value), (_, more) in zip(balance.items(), change.items(), strict=True)}
    )


def _parts(quantities: Quantities) -> Parts:
    return Parts(free=quantities.free, held=quantities.held, pledged=quantities.pledged, frozen=quantities.frozen)
