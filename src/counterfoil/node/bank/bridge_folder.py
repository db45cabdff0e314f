# SPDX-License-Identifier: Apache-2.0
"""A bridge in a folder: what it bridges, its secret, its journal. Together they are what must not be lost.

```
bridge/           mode 0700
├── bridge.json   the chain by its genesis, since which height, and the plan; wallets may be added to it by hand
├── secret        mode 0600; makes seeds and salts
└── journal.sqlite
```
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Self

import msgspec
from msgspec import Meta

from counterfoil.custody.files import write_durably
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.cash.records import VAULTS, WALLETS
from counterfoil.modules.instruments.queries import instrument
from counterfoil.modules.parties.queries import account
from counterfoil.modules.parties.records import Account, Control
from counterfoil.node.bank.bridge import BridgePlan
from counterfoil.node.bank.journal import BridgeJournal
from counterfoil.node.bank.messages import Currency, Iban
from counterfoil.node.chain import ChainNode
from counterfoil.node.registers.register_salt import create_secret, read_secret
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import AccountId, ChainId, HashField, Height, InstrumentId, PartyId

BRIDGE: Final = "bridge.json"
SECRET: Final = "secret"  # noqa: S105 - the name of a file
JOURNAL: Final = "journal.sqlite"
RULES: Final = "counterfoil parties change-account-control sets an account's rules"


class BridgeTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which accounts of the bank stand for which of the ledger; what each means, says ``BridgePlan``."""

    instrument: InstrumentId
    currency: Currency
    vault: AccountId
    backing_account: Iban
    bank_account: Iban
    exchange_account: Iban
    wallets: dict[Iban, AccountId]
    payouts: dict[AccountId, Iban]

    @property
    def watched(self) -> tuple[str, ...]:
        """The accounts of the bank of which statements are compared."""
        return tuple(dict.fromkeys((self.backing_account, self.exchange_account, *self.wallets)))


class BridgeFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bridge bridges. The genesis binds it to one chain: its journal's heights mean nothing on another."""

    chain: ChainId
    genesis: HashField
    plan: BridgeTerms
    since: Annotated[int, Meta(ge=0)]
    """the chain's height when it was made: what came before is not the bridge's to pay"""


@dataclass(frozen=True)
class BridgeFolder:
    """A bridge's folder, read."""

    path: Path
    file: BridgeFile
    _secret: bytes = field(repr=False)

    @classmethod
    def create(cls, path: Path, plan: BridgeTerms, node: ChainNode) -> Self:
        """A bridge to this chain in a new or empty folder.

        Raises InputError for a plan that does not fit the chain, or has a wallet into which the bank cannot deliver.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise InputError("is there already", where=str(path), remedy="name a new folder")
        file = BridgeFile(chain=node.chain, genesis=node.ledger.genesis_hash, plan=plan, since=node.height)
        _require_fitting(file, node)
        _require_movable_vault(plan, node)
        _require_open_wallets(plan, node)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        secret = create_secret(path / SECRET)
        # Last: a folder without it is no bridge, and whoever died in between begins anew.
        text = msgspec.json.format(canonical.encode(file), indent=2)
        write_durably(path / BRIDGE, text + b"\n")
        return cls(path, file, secret)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises InputError when there is no bridge there, or its file says something else than it should."""
        try:
            file = canonical.decode_json((path / BRIDGE).read_bytes(), BridgeFile)
        except FileNotFoundError as error:
            raise InputError("there is no bridge", where=str(path), remedy="counterfoil bank new makes one") from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"not what a bridge bridges: {error}", where=str(path / BRIDGE)) from error
        return cls(path, file, read_secret(path / SECRET))

    def plan(self, node: ChainNode, keys: Sequence[PrivateKey]) -> BridgePlan:
        """The plan, with whose keys sign; raises InputError when it is not this chain's.

        Without keys for whoever only reads. A wallet whose rule has changed stops nobody: what comes for it goes back.
        """
        _require_fitting(self.file, node)
        if keys:
            _require_movable_vault(self.file.plan, node)
        terms = self.file.plan
        return BridgePlan(
            instrument=terms.instrument,
            currency=terms.currency,
            vault=terms.vault,
            backing_account=terms.backing_account,
            bank_account=terms.bank_account,
            wallets=terms.wallets,
            payouts=terms.payouts,
            exchange_account=terms.exchange_account,
            since=Height(self.file.since),
            keys=tuple(keys),
            secret=self._secret,
        )

    def journal(self) -> BridgeJournal:
        """Its journal, which one process has at a time; raises LockedError for a second."""
        return BridgeJournal(self.path / JOURNAL)


def read_plan(path: Path) -> BridgeTerms:
    """A plan as a person writes it; raises InputError that names the file."""
    try:
        return canonical.decode_json(read_input_file(path), BridgeTerms)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        remedy = "an object with the fields that counterfoil bank new --help lists"
        raise InputError(f"not a bridge's plan: {error}", where=str(path), remedy=remedy) from error


def _require_fitting(file: BridgeFile, node: ChainNode) -> None:
    """Raise InputError unless it is this chain's, which has the vault and every wallet."""
    if (file.chain, file.genesis) != (node.chain, node.ledger.genesis_hash):
        problem = f"the bridge is to {file.chain} {file.genesis[:16]}…, and this is another chain"
        raise InputError(problem, where=node.chain, remedy="name the network in which it was made")
    plan, view = file.plan, node.ledger.view
    if view.read(VAULTS, plan.vault, plan.instrument) is None:
        problem = f"no vault of {plan.instrument} on the chain"
        raise InputError(problem, where=f"vault {plan.vault}", remedy="counterfoil cash open-vault makes one")
    for wallet in dict.fromkeys((*plan.wallets.values(), *plan.payouts)):
        if view.read(WALLETS, wallet, plan.instrument) is None:
            problem = f"no wallet of {plan.instrument} on the chain"
            raise InputError(problem, where=f"wallet {wallet}", remedy="counterfoil cash open-wallet makes one")
    if unpaid := sorted({*plan.wallets.values()} - plan.payouts.keys()):
        problem = "no account to which is paid what these wallets send to the vault"
        raise InputError(problem, where=f"payouts: {', '.join(unpaid)}", remedy="wallet → account of the bank")
    if len(set(plan.watched)) < 2 + len(plan.wallets):
        raise InputError("one account of the bank stands for two things", where="plan", remedy="name each once")


def _require_movable_vault(plan: BridgeTerms, node: ChainNode) -> None:
    """Raise InputError unless bank and issuer can fill the vault, and the bank alone can empty it.

    Every notice needs that: if a third had to consent, the ledger would reject all, and all money would go back.
    """
    view = node.ledger.view
    vault, kept = view.read(VAULTS, plan.vault, plan.instrument), account(view, plan.vault)
    currency = instrument(view, plan.instrument)
    assert vault is not None and kept is not None and currency is not None, "a plan that fits has them there"
    filled = _is_enough(kept, kept.incoming, {currency.issuer, vault.bank})
    if not (filled and _is_enough(kept, kept.outgoing, {vault.bank})):
        problem = f"its rules need the consent of others than {vault.bank}, and of {currency.issuer} for what is issued"
        raise InputError(problem, where=f"vault {plan.vault}", remedy=RULES)


def _require_open_wallets(plan: BridgeTerms, node: ChainNode) -> None:
    """Raise InputError for a wallet whose rule for what comes in needs somebody else than the bank."""
    view = node.ledger.view
    vault = view.read(VAULTS, plan.vault, plan.instrument)
    assert vault is not None, "a plan that fits has it there"
    for wallet in plan.wallets.values():
        kept = account(view, wallet)
        if kept is None or not _is_enough(kept, kept.incoming, {vault.bank}):
            problem = f"{vault.bank} cannot deliver into it: what comes in needs the consent of others"
            raise InputError(problem, where=f"wallet {wallet}", remedy=RULES)


def _is_enough(kept: Account, control: Control, parties: Set[PartyId]) -> bool:
    """Whether the consent of these parties is enough for an account's rule."""
    holder, custodian = kept.holder in parties, kept.custodian in parties
    enough = {
        Control.nobody: True,
        Control.holder: holder,
        Control.custodian: custodian,
        Control.either: holder or custodian,
        Control.both: holder and custodian and kept.holder != kept.custodian,
    }
    return enough[control]
