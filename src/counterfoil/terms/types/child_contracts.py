# SPDX-License-Identifier: Apache-2.0
"""Child contracts: what a contract structure holds, made into contracts of their own (techspec 4)."""

from collections.abc import Sequence
from typing import Any

from counterfoil.terms.kernel.contract_structure import Reference
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.roles import ReferenceRole, ReferenceType
from counterfoil.terms.types.actus_contract import ActusContract
from counterfoil.terms.types.contract import Contract


def references(parent: ActusContract, role: ReferenceRole) -> Sequence[Reference]:
    """The references of the parent's structure with a role, in order."""
    return [item for item in parent.terms.contract_structure if item.role is role]


def reference(parent: ActusContract, role: ReferenceRole) -> Reference:
    """The first reference with a role; TermError if there is none."""
    found = references(parent, role)
    if not found:
        raise TermError(
            "contractStructure",
            f"{parent.contract_type} needs a reference with the role {role} (CTS)",
            remedy=f'give {{"object": …, "referenceType": …, "referenceRole": "{role}"}}',
        )
    return found[0]


def child(parent: ActusContract, item: Reference, **changes: object) -> Contract[Any, Any]:
    """The contract that a reference holds, some of its terms changed; without status date or currency, the parent's.

    TermError names the parent's structure if the reference is no contract, or the child's terms are wrong.
    """
    where = f"terms.contractStructure.{item.role}"
    if item.type is not ReferenceType.CONTRACT:
        raise TermError(
            "referenceType", f"{item.type} is not a contract", where=where, remedy="give CNT and the contract's terms"
        )
    inherited: dict[str, object] = {"currency": parent.terms.currency}
    if parent.terms.status_date is not None:
        inherited["statusDate"] = parent.terms.status_date.isoformat(timespec="seconds")
    return Contract.from_terms({**inherited, **item.object, **changes}, calendars=parent.calendars, where=where)
