# SPDX-License-Identifier: Apache-2.0
"""How commands on a register of holders know its persons: by a salt file, or by a vault that keeps their data."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from counterfoil.cli.vault import access_of, open_vault
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.registers.csv_rows import CsvFile
    from counterfoil.node.registers.holder_rows import RegisterPlan
    from counterfoil.node.registers.person_commitments import PersonCommitments
    from counterfoil.vault.keeping import Vault

SaltFileOption = Annotated[
    Path | None,
    typer.Option("--salt-file", metavar="FILE", help="The secret behind the commitments; keep it. Or --vault."),
]
RegisterVaultOption = Annotated[
    Path | None, typer.Option("--vault", metavar="DIR", help="The vault that keeps the persons' data instead.")
]
VaultKeyOption = Annotated[
    Path | None, typer.Option("--vault-key", metavar="FILE", help="The vault's key file; with --vault.")
]
VaultPassphraseOption = Annotated[
    Path | None,
    typer.Option("--vault-passphrase-file", metavar="FILE", help="Of the vault's key, if it has its own."),
]
PersonalOption = Annotated[
    list[str],
    typer.Option("--personal", metavar="NAME=COLUMN", help="What else the vault keeps of a person; may be repeated."),
]


class Office(NamedTuple):
    """Who registers and who keeps the accounts; who puts data into a vault, and why."""

    registrar: str
    custodian: str
    by: str | None
    reason: str | None


class SecretUse(NamedTuple):
    """Whether a salt file is made, and whether the chain's folder is to know it from now on."""

    new: bool = False
    keep: bool = False


@dataclass(frozen=True)
class PersonsKept:
    """What the command line says of it. Raises InputError unless it is a secret or a vault with its key, not both."""

    salt_file: Path | None
    vault: Path | None
    vault_key: Path | None
    passphrase_file: Path | None
    personal: Sequence[str]

    def __post_init__(self) -> None:
        if (self.salt_file is None) == (self.vault is None):
            neither, both = "nothing says how persons are committed to", "a secret and a vault at once"
            problem = neither if self.vault is None else both
            raise InputError(problem, where="--salt-file", remedy="name a salt file, or a vault with --vault-key")
        if self.vault is not None and self.vault_key is None:
            raise InputError("is missing", where="--vault-key", remedy="name the vault's key file")
        if self.vault is None and self.personal:
            raise InputError("is kept nowhere", where="--personal", remedy="name a vault with --vault")

    def require_reason(self, reason: str | None, *, new_salt: bool) -> None:
        """Raise InputError when data is to go into a vault without a reason, or with a secret that is of no use."""
        if self.vault is not None and not reason:
            raise InputError("is missing", where="--reason", remedy="a vault logs why data was put: name a file number")
        if self.vault is not None and new_salt:
            remedy = "leave it out: a vault makes its salts itself"
            raise InputError("is a salt file's", where="--new-salt", remedy=remedy)

    @property
    def required(self) -> tuple[str, ...]:
        """The fields that every row must give."""
        from counterfoil.node.registers.holder_rows import HolderRows

        return (*HolderRows.REQUIRED, *(() if self.vault is None else ("party",)))

    def opened(self) -> AbstractContextManager["Vault | None"]:
        """The vault, if there is one."""
        if self.vault is None:
            return nullcontext()
        return open_vault(self.vault, self.vault_key, self.passphrase_file)

    def plan(
        self, opened: "Vault | None", csv: "CsvFile", folder: Path, office: Office, use: SecretUse
    ) -> "RegisterPlan":
        """How the rows of a file become persons; ``folder`` is the chain's, and called as it is."""
        from counterfoil.node.registers.csv_mapping import parse_personal
        from counterfoil.node.registers.holder_rows import RegisterPlan
        from counterfoil.node.registers.person_commitments import HOLDER, BySecret, IntoVault
        from counterfoil.node.registers.register_salt import secret_of_register
        from counterfoil.primitives.types import ChainId, PartyId

        registrar, kept = PartyId(office.registrar), parse_personal(self.personal, csv, reserved=(HOLDER,))
        persons: PersonCommitments
        if opened is not None:
            persons = IntoVault(opened, ChainId(folder.name), access_of(office.by, office.reason or ""))
        else:
            named = self.salt_file or Path()
            persons = BySecret(secret_of_register(folder, registrar, named, new=use.new, keep=use.keep))
        return RegisterPlan(registrar, PartyId(office.custodian), persons, kept)
