# SPDX-License-Identifier: Apache-2.0
"""A network of two clients of a futures house, with a trading day of the past open, so that its trades can be told."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counterfoil.identity.signing import single_key_policy
from counterfoil.modules import laws
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.node.futures.product_file import EXAMPLE, read_product
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId
from support.network import CHAIN, YUAN, open_network, run

DAY = 18_631
"""2021-01-04, a Monday"""
PARTIES: dict[str, tuple[Role, ...]] = {"ccp": (Role.clearing_house,), "venue": (Role.venue,), "alpha": ()}
DEPOSIT = 100_000_000
"""Fen that each client paid in"""


def call(name: str, **fields: Any) -> Any:
    """A call of a module as a message."""
    return canonical.convert({"call": name, **fields}, laws().any_call)


def open_futures(root: Path) -> Path:
    """On a network on which business was done: house CC, product IF, contract IF2101, accounts m-alice and m-bob."""
    (root / "product.toml").write_text(EXAMPLE)
    with open_network(root) as network:
        node = network.chain(CHAIN)
        keys = {name: network.keyring.create(name) for name in PARTIES}
        keys |= {name: network.keyring.get(name) for name in ("bank", "alice", "bob")}
        registered = [
            RegisterParty(
                party=PartyId(name),
                registrar=DEPOSITORY,
                kind=PartyKind.organisation,
                name=name,
                roles=roles,
                keys=single_key_policy(keys[name]),
            )
            for name, roles in PARTIES.items()
        ]
        run(node, registered, network.keyring.get(DEPOSITORY))

        def do(by: str, *calls: Any) -> None:
            run(node, calls, *(keys[name] for name in by.split()))

        do("ccp", *_house())
        do("ccp venue", *read_product(root / "product.toml"))
        own = {"account": "m-alpha", "house": "CC", "holder": "alpha", "member": "alpha", "own": True}
        do("ccp alpha", call("futures.admit", house="CC", member="alpha"), call("futures.open_account", **own))
        for client in ("alice", "bob"):
            account = {"account": f"m-{client}", "house": "CC", "holder": client, "member": "alpha"}
            paid = call("holdings.issue", instrument=YUAN, account=f"m-{client}", quantity=DEPOSIT)
            do(f"alpha bank {client}", call("futures.open_account", **account), paid)
        do("ccp", call("futures.open_day", house="CC", day=DAY))
    return root


def _house() -> Sequence[Any]:
    fees = {"account": "ccp-fees", "holder": "ccp", "outgoing": "holder", "incoming": "nobody"}
    calendar = {"first": DAY - 30, "last": DAY + 300}
    house = {"house": "CC", "by": "ccp", "cash": YUAN, "account": "ccp-settlement", "fees": "ccp-fees"}
    opened = call("futures.open_house", **house, offset_min=480, calendar=calendar)
    return call("parties.open_account", **fees), opened
