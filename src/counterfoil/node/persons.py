# SPDX-License-Identifier: Apache-2.0
"""Persons behind the parties of a proved package, from a vault that lies beside it.

To be asked of a package that was proved and of no other. A package itself never takes personal data: what left with
it could not be deleted. What files disclose is compared in ``disclosed.py``.
"""

from collections.abc import Iterator
from dataclasses import replace

from counterfoil.evidence.narrative import PersonShown, ReportModel
from counterfoil.evidence.package import Package
from counterfoil.node.disclosed import commitments
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, HexHash, PartyId
from counterfoil.vault.access_log import Act
from counterfoil.vault.keeping import Access, Person, Vault


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
