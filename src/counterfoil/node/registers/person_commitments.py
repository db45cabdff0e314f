# SPDX-License-Identifier: Apache-2.0
"""What stands on the ledger for a person in a register: by the register's secret, or by a vault that keeps the data.

By a secret, salts follow from it and the identifier alone is committed to; nothing is kept but the secret. By a vault,
each person has a random salt, and the identifier and whatever else the row says of the person are committed to together
and kept there, to be shown, disclosed, and deleted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from counterfoil.identity.commitment import commitment, salt_of_register
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.registers.csv_rows import RowProblem
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, HexHash, PartyId
from counterfoil.vault.keeping import Access, Person, Prepared, Vault

HOLDER = "holder"
"""the name of the identifier in what a vault keeps"""


class PersonCommitments(Protocol):
    """How persons become commitments. Neither data nor salt is in an error."""

    def stands_for(self, party: str, identifier: str, personal: Mapping[str, str], /) -> HexHash:
        """The commitment of the person whom a row is about; raises RowProblem when it can have none."""
        ...

    def drop(self, party: PartyId, /) -> None:
        """The only row about this party was refused: what was made for it counts for no other."""
        ...

    def keep(self, parties: Collection[PartyId], /) -> int:
        """Make last what is needed of these, before the ledger hears of them; how many are new."""
        ...


@dataclass(frozen=True, slots=True)
class BySecret:
    """Salts that follow from a register's secret."""

    secret: bytes = field(repr=False)

    def stands_for(self, _party: str, identifier: str, _personal: Mapping[str, str], /) -> HexHash:
        """Of the identifier alone: names are written in many ways, and one person must stay one."""
        return commit(self.secret, identifier)

    def drop(self, _party: PartyId, /) -> None:
        """Nothing was made for it."""

    def keep(self, _parties: Collection[PartyId], /) -> int:
        """The secret is kept already."""
        return 0


@dataclass(slots=True)
class IntoVault:
    """Random salts, and the data in a vault.

    A row names its party, since the salt is made once and nothing but the party leads back to it. What the vault has of
    a party already is compared and not read, so that an import that died goes on with the same commitments.
    """

    vault: Vault
    chain: ChainId
    access: Access
    _prepared: dict[PartyId, Prepared] = field(default_factory=dict, repr=False)

    def stands_for(self, party: str, identifier: str, personal: Mapping[str, str], /) -> HexHash:
        if not party:
            raise RowProblem("party_missing", "into a vault a row names its party: --map party=<column>")
        person, text = Person(self.chain, PartyId(party)), personal_text(identifier, personal)
        if (gone := self.vault.deletion(person)) is not None:
            told = f"the data of {party} was deleted ({gone.reason}), so nothing says whom a row is about: leave it out"
            raise RowProblem("personal_data_deleted", told)
        if self.vault.holds(person):
            stands = self.vault.met_by(person, text)
        else:
            prepared = self._prepared.get(person.party)
            if prepared is None:
                prepared = self._prepared[person.party] = self._made(person, text)
            stands = prepared.met_by(text)
        if stands is None:
            raise RowProblem("personal_data_differs", f"other data of {party} was put, and data is not changed")
        return stands

    def _made(self, person: Person, text: str) -> Prepared:
        try:
            return self.vault.prepare(person, text, self.access)
        except InputError as error:
            if error.where == "text":
                raise RowProblem("field_too_long", f"the data of a person has {error.problem}") from error
            if error.where == "party":
                detail = "the field party holds personal data of the holder"
                raise RowProblem(PartiesOutcome.personal_data_refused.name, detail) from error
            raise

    def drop(self, party: PartyId, /) -> None:
        self._prepared.pop(party, None)

    def keep(self, parties: Collection[PartyId], /) -> int:
        """Put the data of these into the vault, all or nothing."""
        new = [prepared for party, prepared in self._prepared.items() if party in parties]
        self.vault.put_prepared(new, self.access)
        for prepared in new:
            del self._prepared[prepared.person.party]
        return len(new)


def commit(secret: bytes, identifier: str) -> HexHash:
    """The commitment that stands for a person in a register with this secret."""
    return commitment(salt_of_register(secret, identifier), identifier)


def personal_text(identifier: str, personal: Mapping[str, str]) -> str:
    """What a vault keeps of a person in a register, as one text: canonical JSON, empty fields left out."""
    said = {name: text for name, text in personal.items() if text}
    return canonical.encode({HOLDER: identifier} | said).decode()
