# SPDX-License-Identifier: Apache-2.0
"""Persons whom files disclose, compared with the commitments that a proved package shows.

To be asked of a package that was proved and of no other: then its events stand in sealed blocks, and what they say of
a party's commitment is what the chain says. Nothing of the vault is needed here: ``counterfoil-verify`` uses it too.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.narrative import PersonShown, ReportModel
from counterfoil.evidence.package import Package
from counterfoil.identity.commitment import Disclosure, decode_disclosure
from counterfoil.modules import laws
from counterfoil.modules.parties.events import PartyRegistered
from counterfoil.modules.parties.records import PARTIES, Party
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import HexHash, PartyId


def read_disclosure(file: Path) -> Disclosure:
    """What a file says of a person; raises InputError that names the file."""
    try:
        return decode_disclosure(read_input_file(file))
    except InputError as error:
        raise InputError(error.problem, where=f"{file}, {error.where}", remedy=error.remedy) from error


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
