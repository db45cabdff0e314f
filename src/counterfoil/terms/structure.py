# SPDX-License-Identifier: Apache-2.0
"""References of a contract structure (CTS): child contracts, market objects, identifiers, and their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.roles import ReferenceRole, ReferenceType
from counterfoil.terms.values import Kind, choice

_TYPE: Final = choice(ReferenceType)
_ROLE: Final = choice(ReferenceRole)


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
            if isinstance(value, str):
                return value.strip()
        raise InputError(
            "the reference identifies nothing",
            where=f"contractStructure, {self.role}",
            remedy='give {"marketObjectCode": …} for MOC, {"contractIdentifier": …} for CID',
        )


def _read(value: object) -> tuple[Reference, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("not a list")
    return tuple(_read_one(item) for item in value)


def _read_one(item: object) -> Reference:
    if isinstance(item, Reference):
        return item
    if not isinstance(item, Mapping) or set(item) != {"object", "referenceType", "referenceRole"}:
        raise ValueError("not a reference")
    kind = _TYPE.read(item["referenceType"])
    target = item["object"]
    if isinstance(target, str) and kind is not ReferenceType.CONTRACT:
        target = {"marketObjectCode" if kind is ReferenceType.MARKET_OBJECT else "contractIdentifier": target}
    if not isinstance(target, Mapping):
        raise ValueError("not an object")
    return Reference(dict(target), kind, _ROLE.read(item["referenceRole"]))


def _write(references: tuple[Reference, ...]) -> object:
    return [
        {"object": dict(item.object), "referenceType": item.type.value, "referenceRole": item.role.value}
        for item in references
    ]


STRUCTURE: Final = Kind(
    _read,
    _write,
    'a list of {"object": …, "referenceType": CNT, CID, MOC, EID or CST, "referenceRole": UDL, FIL, SEL, COVE or COVI}',
)
