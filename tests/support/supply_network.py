# SPDX-License-Identifier: Apache-2.0
"""The stories of vouchers and of receipts on a network in a folder, with the keys of everybody in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call
from counterfoil.modules import laws
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Control, Role
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.submitting import Answer, is_committed, sign_calls, submit
from counterfoil.primitives import canonical
from support.evidence_story import register
from support.network import CHAIN, make_network, open_network

REGISTRAR = "registrar"
"""As the stories call whoever registers; on a network it is the depository."""


class OnNetwork:
    """A stage: who is named has a key of that name, in the network's folder."""

    def __init__(self, root: Path) -> None:
        self.network = open_network(root)
        self.node = self.network.chain(CHAIN)

    @property
    def time(self) -> int:
        """Of the last block."""
        return int(self.node.reader.header(self.node.height).time)

    @property
    def state(self) -> Any:
        return self.node.ledger.view

    def keys(self, *names: str) -> KeyPolicy:
        """New keys, of which any signs."""
        made = [self.network.keyring.create(name).public for name in names]
        return KeyPolicy(keys=tuple(made), threshold=1)

    def do(self, *calls: Call, signed_by: str) -> None:
        """One transaction, which must succeed."""
        answer = self.submit(*calls, signed_by=signed_by)
        assert is_committed(answer), (answer, calls)

    def submit(self, *calls: Call, signed_by: str) -> Answer:
        names = [DEPOSITORY if name == REGISTRAR else name for name in signed_by.split()]
        keys = [self.network.keyring.get(name) for name in names]
        by = list(dict.fromkeys(name.removesuffix("-2") for name in names))
        [answer] = submit(self.node, [sign_calls(self.node, map(_by_depository, calls), *keys, by=by)])
        return answer

    def wait(self, milliseconds: int) -> None:
        raise NotImplementedError("a network's time is that of its clock")

    # A market in a few words, as the stories of receipts tell it.

    def party(self, name: str, *roles: Role) -> None:
        said = register(name, *roles, person=not roles) | {"keys": msgspec.to_builtins(self.keys(name))}
        self.do(canonical.convert(said, laws().any_call), signed_by=REGISTRAR)

    def account(self, name: str, holder: str, *, incoming: Control = Control.nobody) -> None:
        said = {"account": name, "holder": holder, "outgoing": "holder", "incoming": incoming.value}
        self.do(canonical.convert({"call": "parties.open_account", **said}, laws().any_call), signed_by=holder)

    def instrument(self, name: str, issuer: str, *, kind: InstrumentKind = InstrumentKind.equity) -> None:
        unit = {"name": "CNY", "decimals": 2}
        about = {"instrument": name, "kind": kind.value, "issuer": issuer, "name": name, "unit": unit}
        active = {"call": "instruments.change_status", "instrument": name, "status": "active", "by": issuer}
        both = [{"call": "instruments.define", **about}, active]
        self.do(*(canonical.convert(one, laws().any_call) for one in both), signed_by=issuer)


def _by_depository(call: Call) -> Call:
    if getattr(call, "registrar", None) != REGISTRAR:
        return call
    return msgspec.structs.replace(call, registrar=DEPOSITORY)


@contextmanager
def on_network(root: Path) -> Iterator[OnNetwork]:
    """A stage on a network that is there."""
    stage = OnNetwork(root)
    with stage.network:
        yield stage


def make_supply_network(root: Path, *stories: Callable[[Any], Any]) -> Path:
    """A new network on which these were told."""
    make_network(root)
    with on_network(root) as stage:
        for story in stories:
            story(stage)
        stage.network.publish()
    return root
