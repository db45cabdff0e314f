# SPDX-License-Identifier: Apache-2.0
"""Persons behind the parties of a proved package: from disclosures, or from a vault that lies beside it.

To be asked of a package that was proved and of no other: then its events stand in sealed blocks, and what they say of
a party's commitment is what the chain says. A package itself never takes personal data: what left with it could not be
deleted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.narrative import PersonShown, ReportModel
from counterfoil.evidence.package import Package
from counterfoil.identity.commitment import Disclosure
from counterfoil.modules import laws
from counterfoil.modules.parties.events import PartyRegistered
from counterfoil.modules.parties.records import PARTIES, Party
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, HexHash, PartyId
from counterfoil.vault.access_log import Act
from counterfoil.vault.keeping import Access, Person, Vault


def commitments(package: Package) -> dict[PartyId, HexHash]:
    """The commitments of the persons whose record a proved package shows."""
    openings = {(one.record, one.seq): one.value for one in package.openings}
    found: dict[PartyId, HexHash] = {}
    for shown in package.events:
        event = decode_event(shown.event)
        if laws().event_of(event.type) is PartyRegistered and (stands := event.data.get("commitment")):
            found[PartyId(event.data["party"])] = HexHash(stands)
        for link in event.trails:
            value = openings.get((link.record, link.seq))
            if value is not None and link.record.startswith(PARTIES.path("")):
                party = canonical.convert(canonical.decode(value.encode(), dict), Party)
                found |= {} if party.commitment is None else {party.party: party.commitment}
    return found


def with_disclosed(model: ReportModel, package: Package, disclosures: Iterable[Disclosure]) -> ReportModel:
    """The narrative with the persons whom files disclose.

    Raises InputError when one is of another chain, of a party whose record the package does not show, or does not meet
    the commitment that it shows.
    """
    stand = commitments(package)
    persons = tuple(_disclosed(model, stand, one) for one in disclosures)
    return replace(model, persons=(*model.persons, *persons))


def _disclosed(model: ReportModel, stand: dict[PartyId, HexHash], one: Disclosure) -> PersonShown:
    where = f"disclosure of {one.party}"
    if one.chain != model.chain:
        raise InputError(f"is of the chain {one.chain}", where=where, remedy=f"the package is of {model.chain}")
    if one.party not in stand:
        remedy = "ask for a package with the claim record of it"
        raise InputError("the package does not show that party's commitment", where=where, remedy=remedy)
    if stand[one.party] != one.commitment:
        raise InputError("does not meet the commitment that the package shows", where=where)
    return PersonShown(party=one.party, compared=True, text=one.text)


def with_vault(model: ReportModel, package: Package, vault: Vault, access: Access) -> ReportModel:
    """The narrative with the persons whom a vault knows, each entered in its log; or when their data was deleted."""
    stand = commitments(package)
    named = sorted({*stand, *(PartyId(holder) for _, holder in model.holders)})
    return replace(model, persons=(*model.persons, *_known(model, stand, named, vault, access)))


def _known(
    model: ReportModel, stand: dict[PartyId, HexHash], named: list[PartyId], vault: Vault, access: Access
) -> Iterator[PersonShown]:
    for party in named:
        person = Person(ChainId(model.chain), party)
        gone = vault.deletion(person)
        if gone is not None:
            yield PersonShown(party=party, compared=False, deleted_at=gone.at, reference=gone.reason)
        elif vault.holds(person):
            found = vault.read(person, access, Act.reported)
            if stand.get(party, found.commitment) != found.commitment:
                problem = "the vault has another commitment than the package shows"
                raise InputError(problem, where=str(person), remedy="was it put under the wrong party or chain?")
            yield PersonShown(party=party, compared=party in stand, text=found.text)
