# SPDX-License-Identifier: Apache-2.0
"""Two chains of one custody log in a folder, with a platform on each that takes the same invoices."""

from pathlib import Path
from typing import Final

import msgspec

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.modules.receivables import calls as c
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import ChainId
from support.network import make_network, open_network
from support.peered import EAST, WEST
from support.vouchers import CORE, FACE, INVOICES, TENOR, founded, propose, share, standing

REGISTRAR: Final = "registrar"
"""As the stories call whoever registers; here it is the depository."""


class OnChain:
    """A stage on one of the network's chains. Who is named has a key of that name, the same on both."""

    def __init__(self, network: Network, chain: str) -> None:
        self.network, self.node = network, network.chain(ChainId(chain))

    @property
    def time(self) -> int:
        """Of the last block."""
        return int(self.node.reader.header(self.node.height).time)

    def keys(self, *names: str) -> KeyPolicy:
        """Keys of which any signs, made where there are none."""
        ring = self.network.keyring
        made = [ring.get(name) if ring.path(name).exists() else ring.create(name) for name in names]
        return KeyPolicy(keys=tuple(key.public for key in made), threshold=1)

    def do(self, *calls: Call, signed_by: str) -> None:
        names = [DEPOSITORY if name == REGISTRAR else name for name in signed_by.split()]
        keys = [self.network.keyring.get(name) for name in names]
        by = list(dict.fromkeys(name.removesuffix("-2") for name in names))
        [answer] = submit(self.node, [sign_calls(self.node, map(_by_depository, calls), *keys, by=by)])
        assert is_committed(answer), (answer, calls)

    def wait(self, milliseconds: int) -> None:
        raise NotImplementedError("a network's time is that of its clock")

    def drafted(self, root: str, name: str = INVOICES[0], face: int = FACE) -> None:
        """A voucher that waits for its checker."""
        matures = day_of(self.time, 480) + TENOR
        self.do(propose(self, root, face=face, matures=matures, invoices=(share(name, face),)), signed_by="first")
        self.do(standing(root), c.Prepare(root=root), signed_by=CORE)


def _by_depository(call: Call) -> Call:
    if getattr(call, "registrar", None) != REGISTRAR:
        return call
    return msgspec.structs.replace(call, registrar=DEPOSITORY)


def make_peered_network(root: Path) -> Path:
    """East has a voucher drafted on the first invoice; then west has one; nothing is confirmed."""
    make_network(root, chains=(ChainId(EAST), ChainId(WEST)))
    with open_network(root) as network:
        east, west = (founded(OnChain(network, name)) for name in (EAST, WEST))
        east.drafted("E-1")
        west.drafted("W-1")
        network.publish()
    return root
