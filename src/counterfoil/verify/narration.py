# SPDX-License-Identifier: Apache-2.0
"""The narrative of a package: what was checked, arranged for a person to read.

It is made from what the checks established, never from what merely stands in a package: an act is said to be authorised
by those whose consent was verified and used, and by nobody whose signature happens to be there too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.claims import Claim, Quantities, TransferClaim, kind_of
from counterfoil.evidence.event import Consent, ConsentKind, TrailLink
from counterfoil.evidence.narrative import Parts, ReportModel, ReportStep
from counterfoil.evidence.text import quoted
from counterfoil.evidence.words import DisplayUnit
from counterfoil.law.called import Called
from counterfoil.law.module import Laws
from counterfoil.law.table import TrailedRecord
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import RecordPath, Timestamp
from counterfoil.verify.conclusion import claim_law
from counterfoil.verify.log import Anchored
from counterfoil.verify.told import PackageTold
from counterfoil.verify.trust import Trust, members_of
from counterfoil.verify.walk import Step


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was established besides the events."""

    checkpoint: Checkpoint
    witnesses: dict[str, int]
    """name → POSIX seconds"""
    latest: Anchored
    trust: Trust
    beliefs: tuple[Words, ...]


def narrate(claim: Claim, told: PackageTold, circumstances: Circumstances, laws: Laws) -> ReportModel:
    """What the page of a proved claim shows."""
    names = told.called(laws.called)
    instrument = str(getattr(claim, "instrument", ""))
    unit = names.units.get(instrument, DisplayUnit("", 0))
    parts = getattr(claim, "quantities", None)
    latest, trust = circumstances.latest, circumstances.trust
    return ReportModel(
        kind=kind_of(claim).value,
        statement_en=claim.statement.en,
        statement_zh=claim.statement.zh,
        as_executed=told.as_executed(),
        not_claimed_en=tuple(words.en for words in claim.does_not_claim),
        not_claimed_zh=tuple(words.zh for words in claim.does_not_claim),
        chain=claim.chain,
        account=str(getattr(claim, "account", "")),
        instrument=instrument,
        instrument_name=names.instruments.get(instrument, instrument),
        unit_name=unit.name,
        unit_decimals=unit.decimals,
        balance=None if parts is None else _parts(parts),
        as_of=claim.as_of,
        current=claim.current,
        witnessed_at=claim.witnessed,
        received_at=latest.received,
        audited=trust.chains[claim.chain].auditors is not None,
        checkpoint_origin=circumstances.checkpoint.origin,
        checkpoint_size=circumstances.checkpoint.size,
        witnesses=tuple((name, Timestamp(time * 1000)) for name, time in sorted(circumstances.witnesses.items())),
        entry_auditors=frozenset(members_of(trust.policy, trust.entry_auditors)),
        header_height=latest.header.height,
        header_hash=to_hex(latest.hash),
        header_time=latest.header.time,
        beliefs=circumstances.beliefs,
        names=tuple(sorted(names.parties.items())),
        holders=tuple(sorted(names.holders.items())),
        units=tuple(sorted((name, (each.name, each.decimals)) for name, each in names.units.items())),
        steps=tuple(_Drawing(claim, told, names, laws).steps()),
        titles=tuple(title for lineage in laws.lineages for title in lineage(told, told.paths, told.plain)),
    )


class _Drawing:
    def __init__(self, claim: Claim, told: PackageTold, names: Called, laws: Laws) -> None:
        self._claim = claim
        self._told = told
        self._laws = laws
        self._law = claim_law(claim, laws)
        self._drawn = frozenset(self._law.drawn(claim, told))
        self._names = names
        self._states: dict[RecordPath, TrailedRecord] = {}

    def steps(self) -> Iterable[ReportStep]:
        """The events of the records that the claim is about, or of its transaction, oldest first."""
        for step in self._told.steps:
            touched = [link.record for link in step.dated.event.trails if self._is_drawn(link)]
            own = isinstance(self._claim, TransferClaim) and step.dated.event.transaction == self._claim.transaction
            if touched or own:
                yield self._step(step, touched[0] if touched else None)
            self._states.update(step.after)

    def _is_drawn(self, link: TrailLink) -> bool:
        """Of a trail that is opened, only what comes after is known to have been consented to."""
        return link.record in self._drawn and link.seq > self._told.opened(link.record)

    def _step(self, step: Step, path: RecordPath | None) -> ReportStep:
        event = step.dated.event
        title = self._laws.vocabulary.describe(event.type, event.data, units=self._names.units)
        known = (None if path is None else one.get(path) for one in (self._states, step.after))
        before, after = map(self._law.measure, known)
        account = str(getattr(self._claim, "account", ""))
        # Only a law gives the fields of an event their meaning.
        data = {} if step.dated.data is None else event.data
        sends, receives = data.get("sender") == account, data.get("receiver") == account
        other = data.get("receiver" if sends else "sender") if sends or receives else None
        other = other or data.get("executor") or data.get("supervisor")
        return ReportStep(
            height=event.height,
            index=event.index,
            time=step.dated.time,
            type=event.type,
            event_hash=to_hex(step.dated.leaf),
            transaction=event.transaction,
            title_en=title.en,
            title_zh=title.zh,
            change=Parts() if after is None else _change(before, after),
            balance=None if after is None or not account else _parts(after),
            counterparty=None if other is None else str(other),
            direction="out" if sends else "in" if receives else "none",
            authorised_by=() if step.dated.data is None else _authorised(step, self._names.parties),
            as_executed=step.unknown is not None,
            noted=step.underived is not None,
        )


def _authorised(step: Step, names: Mapping[str, str]) -> tuple[str, ...]:
    """Each consent that was verified and used: whose, of which kind, for which account; then who else had to."""
    lines = [_consent_line(consent, names) for consent in step.dated.event.consents if consent.by]
    named = {party for consent in step.dated.event.consents for party in consent.by}
    return (*lines, *(_party(party, names) for party in step.consenting if party not in named))


def _party(party: str, names: Mapping[str, str]) -> str:
    """The party, with its registered name where that was verified."""
    return f"{party} {quoted(names[party])}" if party in names else party


def _consent_line(consent: Consent, names: Mapping[str, str]) -> str:
    who = " + ".join(_party(party, names) for party in consent.by)
    if consent.kind is ConsentKind.signature:
        return f"{who} ({consent.side} {consent.account})"
    return f"{who} ({consent.side} {consent.account}: {consent.kind} {consent.record} #{consent.seq})"


def _parts(quantities: Quantities) -> Parts:
    return Parts(free=quantities.free, held=quantities.held, pledged=quantities.pledged, frozen=quantities.frozen)


def _change(before: Quantities | None, after: Quantities) -> Parts:
    return _parts(after).before(Parts() if before is None else _parts(before))
