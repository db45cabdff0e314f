# SPDX-License-Identifier: Apache-2.0
"""A process that puts, reads and deletes without end, to be killed: ``vault_crash.py DIRECTORY``."""

import sqlite3
import sys
from pathlib import Path
from typing import Final

from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.types import ChainId, PartyId, Timestamp
from counterfoil.vault.keeping import Access, Person, Vault
from counterfoil.vault.vault_file import FILE

KEY: Final = PrivateKey(seed=bytes(range(32)))
WHY: Final = Access(by="desk", reason="request", at=Timestamp(1))


def person(number: int) -> Person:
    return Person(ChainId("main"), PartyId(f"H-{number}"))


def main(folder: Path) -> None:
    """Tell each act once it is done; of a deletion, before it, what must not be left."""
    vault = Vault(folder, KEY)
    number = vault.head.count
    while True:
        number += 1
        vault.put(person(number), f"the data of person {number}", WHY)
        tell("put", number)
        vault.read(person(number), WHY)
        tell("shown", number)
        if number % 2:
            tell("asked", number, sealed_of(folder, number).hex())
            vault.delete(person(number), WHY)
            tell("deleted", number)


def tell(act: str, number: int, box: str = "-") -> None:
    sys.stdout.write(f"{act} {number} {box}\n")
    sys.stdout.flush()


def sealed_of(folder: Path, number: int) -> bytes:
    """The encrypted row, read beside the vault."""
    database = sqlite3.connect(folder / FILE)
    found = database.execute("SELECT sealed FROM persons WHERE party = ?", (f"H-{number}",)).fetchone()
    database.close()
    return bytes(found[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
