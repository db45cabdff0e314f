# SPDX-License-Identifier: Apache-2.0
"""Identifiers with what they are called in the register, quantities with their unit, times as dates."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from counterfoil.evidence.text import format_quantity, quoted

if TYPE_CHECKING:
    from counterfoil.law.module import View

TIMES: Final = frozenset({"enforceable_from", "expires", "intended_settlement", "since", "time"})
QUANTITIES: Final = frozenset({"free", "frozen", "held", "ordered", "pledged", "quantity", "supply_limit", "taken"})


class Register:
    """What a chain calls parties, accounts, keys and units, as it stands now."""

    def __init__(self, view: "View", times: Callable[[int], str]) -> None:
        from counterfoil.node.units import ChainUnits

        self._view = view
        self._times = times
        self._units = ChainUnits(view)

    def party(self, party: str) -> str:
        """The party with its registered name; of a person there is a commitment, and no name."""
        from counterfoil.modules.parties import queries
        from counterfoil.primitives.types import PartyId

        found = queries.party(self._view, PartyId(party))
        return f"{party} {quoted(found.name)}" if found is not None and found.name else party

    def account(self, account: str) -> str:
        """The account with its holder."""
        from counterfoil.modules.parties import queries
        from counterfoil.primitives.types import AccountId

        found = queries.account(self._view, AccountId(account))
        return account if found is None else f"{account} ({self.party(found.holder)})"

    def key(self, keyid: str) -> str:
        """The key with the party that has or had it."""
        from counterfoil.modules.parties.queries import known_key
        from counterfoil.primitives.types import KeyId

        found = known_key(self._view, KeyId(keyid))
        return keyid if found is None else f"{keyid} ({self.party(found.party)})"

    def quantity(self, quantity: int, instrument: str) -> str:
        """The quantity in the instrument's unit; in smallest units when the chain does not know it."""
        unit = self._units.get(instrument)
        if unit is None:
            return f"{quantity:,} smallest units"
        return f"{format_quantity(quantity, unit.decimals)} {unit.name}"

    def fields(self, values: Mapping[str, Any], around: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The fields of a call or an event, each as a person knows it; ``around``: those of what it is part of."""
        said = {**(around or {}), **values}
        return {name: self._field(name, value, said) for name, value in values.items() if name != "call"}

    def _field(self, name: str, value: Any, around: Mapping[str, Any]) -> Any:
        from counterfoil.node.exhibits import NAMES_OF_ACCOUNTS, NAMES_OF_PARTIES

        if name == "sealed" and isinstance(value, Sequence):
            return [f"attachment for key {self.key(str(one.get('recipient')))}" for one in value]
        if isinstance(value, Mapping):
            return self.fields(value, around)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self._field(name, one, around) for one in value]
        if isinstance(value, str) and name in NAMES_OF_PARTIES:
            return self.party(value)
        if isinstance(value, str) and name in NAMES_OF_ACCOUNTS:
            return self.account(value)
        if isinstance(value, int) and name in QUANTITIES:
            return self.quantity(value, self._instrument(around))
        return self._times(value) if isinstance(value, int) and name in TIMES and value else value

    def _instrument(self, around: Mapping[str, Any]) -> str:
        """That of the same fields; what is done under a hold or a pledge names it through that."""
        from counterfoil.modules.holdings.queries import encumbrance

        named = str(around.get("hold") or around.get("pledge"))
        held = encumbrance(self._view, named) if "instrument" not in around else None
        return str(around.get("instrument")) if held is None else held.instrument
