# SPDX-License-Identifier: Apache-2.0
"""Who asks members to sign for a rotation of seals: a supervisor of the chain as it stands, and nobody else."""

from pathlib import Path

from counterfoil.modules.parties.calls import AssignRoles, SuspendParty
from counterfoil.node.consortium.sealing import supervisor_key
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.initialise import SUPERVISOR as FIRST
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import PartyId
from support.network import CHAIN, copy_network, open_network, run
from support.node_service import SUPERVISOR, key_of


def test_a_supervisor_who_came_later_is_known_until_he_is_none(member: Path, tmp_path: Path) -> None:
    """As the state says at the moment: appointed after the beginning, suspended, without the role."""
    root = copy_network(member, tmp_path / "n")
    later, alice = key_of(root, SUPERVISOR), key_of(root, "alice")
    with open_network(root) as network:
        node = network.chain(CHAIN)
        assert supervisor_key(node.ledger.view, later.keyid) == later.public
        assert supervisor_key(node.ledger.view, alice.keyid) is None
        document, first = digest(b"an order").hex(), network.keyring.get(FIRST)
        suspension = SuspendParty(party=PartyId(SUPERVISOR), by=FIRST, reference="Order 1", document=document)
        run(node, [suspension], first)
        assert supervisor_key(node.ledger.view, later.keyid) is None
        assert supervisor_key(node.ledger.view, first.keyid) == first.public
        run(node, [AssignRoles(party=FIRST, registrar=DEPOSITORY, roles=())], network.keyring.get(DEPOSITORY))
        assert supervisor_key(node.ledger.view, first.keyid) is None
