# SPDX-License-Identifier: Apache-2.0
"""What a page shows of a proved package beside the verifier's narrative: whose keys signed which envelope, attachments,
what each event's parties and accounts are called.

To be asked of a package that was proved and of no other: then its events, envelopes and calls stand in sealed blocks.
A signature is verified here once more, against the keys that its party had when the transaction began; who consented
is what the verifier used, never who merely signed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from counterfoil.evidence.event import GIVEN_NOW, NO_PREVIOUS, Consent, ConsentKind, Event, TrailLink, decode_event
from counterfoil.evidence.narrative import AttachmentShown, GivenConsent, ReportModel, ReportStep, Signed
from counterfoil.evidence.package import Package
from counterfoil.evidence.transaction import decode_envelope, intent_id
from counterfoil.identity.dsse import Envelope, valid_signers
from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules import laws
from counterfoil.modules.parties.records import PARTIES, Party
from counterfoil.node.packed_attachments import packed_attachments
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import Height, HexHash, RecordPath

NAMES_OF_PARTIES: Final = frozenset(
    {
        *("party", "by", "registrar", "holder", "custodian", "issuer", "supervisor", "executor", "pledgee"),
        *("maker", "checker", "instructor", "keeper", "attester", "attesters", "giver", "taker"),
    }
)
"""fields of events and calls that name a party, and those that name an account or several"""
NAMES_OF_ACCOUNTS: Final = frozenset({"account", "sender", "receiver", "receivers", "enforceable_to"})
_BEGINNING: Final = (0, NO_PREVIOUS)
_LOST: Final = (-1, NO_PREVIOUS)
"""in place of a link's number and event: after a gap nothing that follows is known"""


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A transaction's envelope, where it stands, and the keys that signed for each party that it names."""

    signed: Signed
    by: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]


@dataclass
class _Register:
    """What the events of a package make known: keys of parties, and envelopes that gave consent."""

    envelopes: dict[HexHash, tuple[Envelope, Signed, tuple[str, ...]]]
    openings: Mapping[RecordPath, tuple[int, str]]
    policies: dict[str, KeyPolicy] = field(default_factory=dict)
    signed: dict[HexHash, _Envelope] = field(default_factory=dict)
    granted: dict[RecordPath, HexHash] = field(default_factory=dict)
    """record → the transaction that made it"""
    owners: dict[str, str] = field(default_factory=dict)
    """key identifier → the party that has or had it"""
    _seen: dict[RecordPath, tuple[int, HexHash]] = field(default_factory=dict)
    """record → number and leaf hash of the event to which its trail has come"""

    def note(self, event: Event, leaf: HexHash) -> None:
        """Take in the next event; what its transaction rests on is what was known before the transaction."""
        if event.transaction in self.envelopes and event.transaction not in self.signed:
            self.signed[event.transaction] = self._sign(event.transaction)
        for link in event.trails:
            self._follow(link, event, leaf)

    def _sign(self, transaction: HexHash) -> _Envelope:
        envelope, signed, by = self.envelopes[transaction]
        keys: dict[str, tuple[str, ...]] = {}
        for party in by:
            policy = self.policies.get(party)
            if policy is not None:
                keys[party] = tuple(sorted(valid_signers(envelope, {key.keyid: key for key in policy.keys})))
        return _Envelope(signed, by, keys)

    def _follow(self, link: TrailLink, event: Event, leaf: HexHash) -> None:
        """A party's keys; where there is a gap in its trail, what was known of it is known no longer."""
        path, data = link.record, event.data
        if link.seq == 1:
            self.granted[path] = event.transaction
        opens = self.openings.get(path, (0, ""))[0] == link.seq
        # What is no event of any law's says nothing of a record that others can go on from.
        number, head = self._seen.get(path, _BEGINNING)
        follows = (link.seq, link.previous) == (number + 1, head)
        whole = follows and laws().event_of(event.type) is not None
        self._seen[path] = (link.seq, leaf) if whole or opens else _LOST
        party = str(data.get("party"))
        if path == PARTIES.path(party) and (not whole or "keys" in data):
            keys = data.get("keys") if whole else None
            self._know(party, None if keys is None else canonical.convert(keys, KeyPolicy))
        if opens:
            self._open(path, canonical.decode(self.openings[path][1].encode(), dict))

    def _open(self, path: RecordPath, record: dict[str, Any]) -> None:
        """A record as it was where its trail is opened."""
        if path.startswith(PARTIES.path("")):
            party = canonical.convert(record, Party)
            self._know(party.party, party.keys)

    def _know(self, party: str, policy: KeyPolicy | None) -> None:
        self.policies.pop(party, None)
        if policy is not None:
            self.policies[party] = policy
            self.owners |= dict.fromkeys(policy.keyids, party)


def exhibited(model: ReportModel, package: Package) -> ReportModel:
    """The narrative of a proved package, with what else its page shows."""
    register, events = noted(package)
    return replace(
        model,
        steps=tuple(_step(step, events[step.height, step.index], register, model) for step in model.steps),
        attachments=tuple(_attachments(package, register)),
    )


def noted(package: Package) -> tuple[_Register, dict[tuple[Height, int], Event]]:
    """What the events make known, and the events by height and index."""
    register = _Register(_envelopes(package), {one.record: (one.seq, one.value) for one in package.openings})
    events = {}
    for shown in package.events:
        event = decode_event(shown.event)
        register.note(event, to_hex(leaf_hash(shown.event)))
        events[event.height, event.index] = event
    return register, events


def _envelopes(package: Package) -> dict[HexHash, tuple[Envelope, Signed, tuple[str, ...]]]:
    found: dict[HexHash, tuple[Envelope, Signed, tuple[str, ...]]] = {}
    for shown in package.transactions:
        envelope, payload = decode_envelope(shown.envelope)
        transaction, proof = intent_id(payload), shown.proof
        signed = Signed(transaction=transaction, height=proof.height, index=proof.index)
        found[transaction] = (envelope, signed, tuple(payload.by))
    return found


def _step(step: ReportStep, event: Event, register: _Register, model: ReportModel) -> ReportStep:
    if laws().event_of(event.type) is None:
        return step  # without its law no field of it has a meaning, and nobody's consent to it was judged
    data = event.data
    called = {party: model.party_called(party) for party in named_parties(data)}
    called |= {account: model.account_called(account) for account in named_accounts(data)}
    instrument = data.get("instrument")
    return replace(
        step,
        consents=tuple(_consents(step, event, register, model)),
        unit=dict(model.units).get(instrument) if isinstance(instrument, str) else None,
        concerned=tuple(sorted(words for identifier, words in called.items() if words != identifier)),
        counterparty=step.counterparty and called.get(step.counterparty, step.counterparty),
    )


def named_parties(data: Any) -> Iterator[str]:
    """The parties that the fields of an event or a call name."""
    return _named(data, NAMES_OF_PARTIES)


def named_accounts(data: Any) -> Iterator[str]:
    """The accounts that the fields of an event or a call name."""
    return _named(data, NAMES_OF_ACCOUNTS)


def _named(value: Any, names: frozenset[str]) -> Iterator[str]:
    """Whoever is named by these fields, also in the legs of an instruction."""
    for name, said in value.items() if isinstance(value, dict) else ():
        for one in said if isinstance(said, list) else [said]:
            if name in names and isinstance(one, str):
                yield one
            yield from _named(one, names)


def _consents(step: ReportStep, event: Event, register: _Register, model: ReportModel) -> Iterator[GivenConsent]:
    """Party by party, those of accounts first; then the parties to calls of their own."""
    own = register.signed.get(event.transaction)
    for consent in event.consents:
        by = (
            own if consent.kind in GIVEN_NOW else register.signed.get(register.granted.get(consent.record, HexHash("")))
        )
        for party in consent.by:
            yield _given(party, by, consent)
    named: set[str] = {party for consent in event.consents for party in consent.by}
    for name in own.by if own is not None else ():
        # The verifier's narrative names whoever else the event rests on, in just these words.
        if name not in named and model.party_called(name) in step.authorised_by:
            yield _given(name, own, None)


def _given(party: str, by: _Envelope | None, consent: Consent | None) -> GivenConsent:
    return GivenConsent(
        party=party,
        account="" if consent is None else consent.account,
        side="" if consent is None else consent.side,
        kind=ConsentKind.signature if consent is None else consent.kind,
        record="" if consent is None else consent.record,
        seq=0 if consent is None else consent.seq,
        envelope=None if by is None else by.signed,
        keys=() if by is None else by.keys.get(party, ()),
    )


def _attachments(package: Package, register: _Register) -> Iterator[AttachmentShown]:
    for one in packed_attachments(package):
        yield AttachmentShown(
            envelope=register.envelopes[one.transaction][1],
            call=one.call,
            name=one.name,
            digest=one.digest,
            size=len(one.attachment.ciphertext),
            recipient=one.attachment.recipient,
            owner=register.owners.get(one.attachment.recipient, ""),
            suite=one.attachment.suite,
        )
