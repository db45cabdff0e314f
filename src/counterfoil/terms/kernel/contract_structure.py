# SPDX-License-Identifier: Apache-2.0
"""References of a contract structure (CTS): child contracts, market objects, identifiers, and their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.roles import ReferenceRole, ReferenceType
from counterfoil.terms.kernel.values import Kind, choice, read_items, read_list, shown

_TYPE: Final = choice(ReferenceType)
_ROLE: Final = choice(ReferenceRole)
_IDENTIFIERS: Final = {
    ReferenceType.MARKET_OBJECT: "marketObjectCode",
    ReferenceType.CONTRACT_IDENTIFIER: "contractIdentifier",
    ReferenceType.LEGAL_ENTITY: "legalEntityIdentifier",
}
"""What a reference identifies by its type, where it gives a bare text for its object."""


@dataclass(frozen=True, slots=True)
class Reference:
    """``object`` holds a child contract's terms, or an identifier under its name in the dictionary."""

    object: Mapping[str, object]
    type: ReferenceType
    role: ReferenceRole

    @property
    def identifier(self) -> str:
        """The identifier that the reference states: of a market object, a contract, a legal entity."""
        for name in ("marketObjectCode", "contractID", "contractIdentifier", "legalEntityIdentifier"):
            value = self.object.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
        remedy = 'give {"marketObjectCode": …} for MOC, {"contractIdentifier": …} for CID'
        problem = "the reference identifies nothing"
        raise InputError(problem, where=f"contractStructure, {self.role}", remedy=remedy)


def _read_one(item: object) -> Reference:
    if not isinstance(item, Mapping) or set(item) != {"object", "referenceType", "referenceRole"}:
        raise ValueError("not an object with object, referenceType and referenceRole, and nothing else")
    kind = _read_field(item, "referenceType", _TYPE)
    target = item["object"]
    if isinstance(target, str) and kind in _IDENTIFIERS:
        target = {_IDENTIFIERS[kind]: target}
    if not isinstance(target, Mapping):
        raise ValueError(f"without an object that {kind} could refer to")
    return Reference(dict(target), kind, _read_field(item, "referenceRole", _ROLE))


def _read_field(item: Mapping[str, object], name: str, kind: Kind) -> Any:
    try:
        return kind.read(item[name])
    except ValueError as error:
        raise ValueError(f"wrong: its {name} {shown(item[name])} is {error}") from None


STRUCTURE: Final = Kind(
    lambda value: read_items(read_list(value), _read_one),
    lambda references: [
        {"object": dict(item.object), "referenceType": item.type.value, "referenceRole": item.role.value}
        for item in references
    ],
    'a list of {"object": …, "referenceType": CNT, CID, MOC, EID or CST, "referenceRole": UDL, FIL, SEL, COVE or COVI}',
)
