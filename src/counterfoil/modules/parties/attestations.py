# SPDX-License-Identifier: Apache-2.0
"""Attestations: what a trusted attester says of a party, for a time; and whom the chain trusts for which topic."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.dated import in_force, scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.parties.authority import require_party, require_role
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Party, PartyKind, Role
from counterfoil.primitives.types import HexHash, PartyId, Timestamp

ATTESTATIONS_FEATURE: Final = "attestations"
IDENTITY: Final = "identity"
INVESTOR_CLASS: Final = "investor_class"
COUNTRY: Final = "country"

Topic = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]
Value = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,64}\Z")]
Attesters = Annotated[tuple[PartyId, ...], Meta(max_length=64)]
Values = Annotated[tuple[Value, ...], Meta(max_length=64)]

_SECOND_LETTERS: Final[dict[str, str]] = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
COUNTRIES: Final = frozenset(first + second for first, all_ in _SECOND_LETTERS.items() for second in all_)
"""ISO 3166-1 alpha-2, the 249 codes that are officially assigned."""
VALUES: Final[dict[str, frozenset[str]]] = {
    IDENTITY: frozenset({"verified"}),
    INVESTOR_CLASS: frozenset({"ordinary", "professional"}),
    COUNTRY: COUNTRIES,
}
"""topic → what may be attested; of any other topic the policy says it"""


class TrustEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is believed about a topic from a time on, and which values the topic has."""

    since: Timestamp
    attesters: tuple[PartyId, ...]
    """empty: nobody is believed any more"""
    values: tuple[str, ...]
    """empty: any value, of organisations alone; for the topics that the law knows, its own values"""


class Trust(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The policy of one topic: the entry in force, and those that are still to come, in order of their times."""

    topic: str
    entries: tuple[TrustEntry, ...]


class Attestation(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was attested of a party last, about one topic."""

    party: PartyId
    topic: str
    value: str
    attester: PartyId
    attested: Timestamp
    expires: Timestamp | None
    """None: until it is revoked"""
    document: HexHash | None
    """SHA-256 of what the attester saw; the document stays off the ledger"""
    revoked: bool = False


TRUSTS: Final = Table("parties/trust", Trust, PartiesOutcome.nobody_trusted, PartiesOutcome.trust_exists)
ATTESTATIONS: Final = Table(
    "parties/attestation", Attestation, PartiesOutcome.unknown_attestation, PartiesOutcome.attestation_exists
)


def attested(moment: Moment, party: PartyId, topic: str) -> str | None:
    """What is attested of a party now: unrevoked, before its expiry, by an attester whom the policy trusts now."""
    found = moment.read(ATTESTATIONS, party, topic)
    if found is None or found.revoked or (found.expires is not None and moment.time >= found.expires):
        return None
    trust = moment.read(TRUSTS, topic)
    entry = None if trust is None else in_force(trust.entries, moment.time)
    return found.value if entry is not None and found.attester in entry.attesters else None


class TrustEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class AttestersTrusted(TrustEvent, frozen=True):
    """A supervisor said whom the chain believes about a topic, from a time on."""

    type: ClassVar[str] = "parties.attesters_trusted"
    topic: str
    since: Timestamp
    attesters: tuple[PartyId, ...]
    values: tuple[str, ...]
    by: PartyId
    reference: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        new = TrustEntry(since=self.since, attesters=self.attesters, values=self.values)

        def fold(before: Trust | None) -> Trust:
            trust = before or Trust(topic=self.topic, entries=())
            entries = scheduled(trust.entries, new, self.time, PartiesOutcome.too_many_trusts, self.topic)
            return replace(trust, entries=entries)

        yield Touch(TRUSTS, (self.topic,), fold)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        return ()


class Attested(EventData, frozen=True):
    """An attester said something of a party; what was attested of the topic before is replaced."""

    type: ClassVar[str] = "parties.attested"
    object: ClassVar[ObjectClass] = ObjectClass.subject
    party: PartyId
    topic: str
    value: str
    attester: PartyId
    expires: Timestamp | None
    document: HexHash | None
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Attestation(
            party=self.party,
            topic=self.topic,
            value=self.value,
            attester=self.attester,
            attested=self.time,
            expires=self.expires,
            document=self.document,
        )
        yield Touch(ATTESTATIONS, (self.party, self.topic), lambda _before: made)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.attester)
        entry = in_force(known(moment, TRUSTS, self.topic).entries, moment.time)
        trusted = entry is not None and self.attester in entry.attesters
        require(trusted, PartiesOutcome.attester_not_trusted, f"{self.attester}: {self.topic}")
        return ()


class AttestationRevoked(EventData, frozen=True):
    """An attestation was taken back: by who gave it, or by a supervisor."""

    type: ClassVar[str] = "parties.attestation_revoked"
    object: ClassVar[ObjectClass] = ObjectClass.subject
    party: PartyId
    topic: str
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ATTESTATIONS.replace(self.party, self.topic, revoked=True)

    def permit(self, moment: Moment) -> Consents:
        if self.by == known(moment, ATTESTATIONS, self.party, self.topic).attester:
            require_party(moment, self.by)
        else:
            require_role(moment, self.by, Role.supervisor)
        return ()


_ATTESTATIONS: Changes[Attestation] = Changes(ATTESTATIONS)
ATTESTATION_EVENTS: Final = (AttestersTrusted, Attested, AttestationRevoked)


def require_value(moment: Moment, party: Party, topic: str, value: str) -> None:
    """The topic has such a value: by the law, or where it says nothing by the policy in force.

    Of a person nothing is attested whose values nobody listed: it could be a passport's number, and no chain forgets.
    """
    entry = in_force(known(moment, TRUSTS, topic).entries, moment.time)
    possible = VALUES.get(topic) or frozenset(() if entry is None else entry.values)
    impersonal = bool(possible) or party.kind is not PartyKind.person
    require(impersonal, PartiesOutcome.personal_data_refused, f"{party.party}: {topic} takes any text")
    require(not possible or value in possible, PartiesOutcome.wrong_attestation, f"{topic}: {value}")
