# SPDX-License-Identifier: Apache-2.0
"""A chain with digital yuan, a simulated bank and the bridge between them; also a process of it, to be killed.

``bank_world.py NETWORK FOLDER COUNT``: that many customers' payments come over the bridge, and some of it goes back.
"""

import sys
from pathlib import Path
from typing import Final

from counterfoil.demo.simulated_bank import Faults, SimulatedBank
from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.bank.bridge import Bridge, BridgePlan
from counterfoil.node.bank.journal import BridgeJournal, Notice
from counterfoil.node.bank.port import CoreBank
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network
from counterfoil.primitives import canonical
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, PartyId, Quantity, RecordPath
from support.network import CHAIN, define, make_network, open_network, run

YUAN: Final = InstrumentId("e-CNY")
VAULT, LIN, SHOP = AccountId("vault"), AccountId("lin-wallet"), AccountId("shop-wallet")
PARTIES: Final = ("pboc", "icbc", "lin", "shop")
RESERVE, OWN, EXCHANGE = "CB-RESERVE", "ICBC-OWN", "ICBC-EXCHANGE"
INTO_LIN, INTO_SHOP, OF_LIN, OF_SHOP = "ICBC-V-LIN", "ICBC-V-SHOP", "ICBC-LIN", "ICBC-SHOP"
INTO_NONE: Final = "ICBC-V-9"
LIMIT: Final = 5_000
"""what Lin's wallet may hold"""
WATCHED: Final = (RESERVE, EXCHANGE, INTO_LIN, INTO_SHOP, INTO_NONE)
SOUND: Final = Faults()
SECRET: Final = b"the secret of a bridge"


def make_bank_network(root: Path) -> Path:
    """A central bank, an operating bank with an empty vault, and two wallets."""
    make_network(root)
    with open_network(root) as network:
        node, ring = network.chain(CHAIN), network.keyring
        keys = {name: ring.create(name) for name in PARTIES}
        bank = (Role.operating_bank, Role.custodian)
        registered = [
            RegisterParty(
                party=PartyId(name),
                registrar=DEPOSITORY,
                kind=PartyKind.organisation,
                name=name,
                roles=bank if name in ("pboc", "icbc") else (),
                keys=single_key_policy(key),
            )
            for name, key in keys.items()
        ]
        run(node, registered, ring.get(DEPOSITORY))
        holders = {VAULT: "icbc", LIN: "lin", SHOP: "shop"}
        opened = [
            OpenAccount(
                account=account,
                holder=PartyId(holder),
                custodian=PartyId("icbc"),
                outgoing=Control.holder,
                incoming=Control.nobody,
            )
            for account, holder in holders.items()
        ]
        currency = [
            define(YUAN, InstrumentKind.cash, "pboc", Unit(name="CNY", decimals=2)),
            ChangeStatus(instrument=YUAN, status=InstrumentStatus.active, by=PartyId("pboc")),
            c.Adopt(instrument=YUAN, offset_min=480),
            c.SetLimits(instrument=YUAN, grade=Grade.second, kind=WalletKind.personal, balance=Quantity(LIMIT)),
            c.SetLimits(instrument=YUAN, grade=Grade.first, kind=WalletKind.corporate),
            c.OpenVault(account=VAULT, instrument=YUAN),
        ]
        run(node, [*opened, *currency], *keys.values())
        wallets = [
            c.OpenWallet(
                account=account, instrument=YUAN, vault=VAULT, grade=grade, kind=kind, commitment=HexHash("ab" * 32)
            )
            for account, grade, kind in (
                (LIN, Grade.second, WalletKind.personal),
                (SHOP, Grade.first, WalletKind.corporate),
            )
        ]
        run(node, wallets, keys["icbc"])
    return root


def plan_of(network: Network) -> BridgePlan:
    return BridgePlan(
        instrument=YUAN,
        currency="CNY",
        vault=VAULT,
        backing_account=RESERVE,
        bank_account=OWN,
        wallets={INTO_LIN: LIN, INTO_SHOP: SHOP},
        payouts={LIN: OF_LIN, SHOP: OF_SHOP},
        exchange_account=EXCHANGE,
        keys=(network.keyring.get("pboc"), network.keyring.get("icbc")),
        secret=SECRET,
    )


def bank_of(faults: Faults = SOUND, **more: object) -> SimulatedBank:
    return SimulatedBank(seed=b"a bank", own=WATCHED, faults=faults, **more)  # type: ignore[arg-type]


def units(node: ChainNode, account: AccountId) -> int:
    """Free units of an account."""
    data = node.ledger.record(RecordPath(HOLDINGS.path(account, YUAN)))
    return 0 if data is None else canonical.decode(data, Holding).free


def bridge_over(network: Network, bank: CoreBank, folder: Path) -> Bridge:
    return Bridge(network.chain(CHAIN), bank, BridgeJournal(folder / "bridge.sqlite"), plan_of(network))


def settled(network: Network, bank: CoreBank, folder: Path) -> Bridge:
    """A bridge after it did all that there was to do."""
    bridge = bridge_over(network, bank, folder)
    assert bridge.run_until_settled(50)
    return bridge


def states(bridge: Bridge) -> dict[str, str]:
    """What became of each notice."""
    return {notice.entry.end_to_end: notice.state for notice in bridge.journal.notices()}


def notice_of(bridge: Bridge, end_to_end: str) -> Notice:
    """The one notice of this identification."""
    [found] = [one for one in bridge.journal.notices() if one.entry.end_to_end == end_to_end]
    return found


def pay_back(network: Network, account: AccountId, quantity: int) -> None:
    """A customer turns units into a deposit: they go to the vault."""
    sent = Transfer(sender=account, receiver=VAULT, instrument=YUAN, quantity=Quantity(quantity))
    run(network.chain(CHAIN), [sent], network.keyring.get(account.split("-")[0]))


def open_sub_wallet(network: Network, account: AccountId, parent: AccountId, holder: str) -> None:
    """Another account of the holder, which counts with its parent; both sign, since it is the holder's."""
    opened = OpenAccount(
        account=account,
        holder=PartyId(holder),
        custodian=PartyId("icbc"),
        outgoing=Control.holder,
        incoming=Control.nobody,
    )
    under = c.OpenSubWallet(account=account, instrument=YUAN, parent=parent)
    run(network.chain(CHAIN), [opened, under], network.keyring.get("icbc"), network.keyring.get(holder))


def main(root: Path, folder: Path, count: int) -> None:
    """Work until all is settled, over a bank that fails; what arrives is the same in each life."""
    faults = Faults(before=10, after=10, twice=20, delay=3)
    bank = bank_of(faults, file=folder / "bank.jsonl")
    with open_network(root) as network:
        bridge = bridge_over(network, bank, folder)
        arrivals = [(RESERVE, 10 * count, "backing", OWN)]
        arrivals += [(INTO_LIN if number % 2 else INTO_SHOP, 10, f"E-{number}", OF_SHOP) for number in range(count)]
        for account, amount, name, payer in arrivals:
            bank.arrive(account, amount, name, payer=payer)
            sys.stdout.write(f"arrived {name}\n")
            sys.stdout.flush()
            bridge.run_until_settled(1)
        settled = bridge.run_until_settled(200)
        sys.stdout.write(f"settled {settled}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
