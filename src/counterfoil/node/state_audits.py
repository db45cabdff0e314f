# SPDX-License-Identifier: Apache-2.0
"""The state auditors whose keys are in a network's folder, at work on what is anchored."""

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.identity.dsse import Envelope
from counterfoil.node.chain import ChainNode
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, NetworkConfig
from counterfoil.node.state_auditor import audit_header
from counterfoil.primitives.errors import CounterfoilError, CustodyError
from counterfoil.primitives.hashing import from_hex


def audit_chain(layout: Layout, config: NetworkConfig, keyring: Keyring, custody: CustodyLog, node: ChainNode) -> None:
    """Have every state auditor whose key is here execute the chain up to its last anchored header.

    One that cannot keeps no other back; CustodyError names it once all have been asked.
    """

    def audited(auditor: str, key: str) -> Envelope:
        chain, height = node.chain, custody.height(node.chain)
        return audit_header(
            layout.auditor(auditor, chain),
            chain,
            node.block_log,
            genesis=layout.genesis(chain).read_bytes(),
            genesis_hash=from_hex(node.reader.genesis_hash),
            seals=custody.seals(chain),
            anchored=(height, node.reader.sealed_header(height).hash),
            origin=config.origin,
            key=keyring.get(key),
        )

    problems = []
    for auditor in config.state_auditors:
        if auditor.key is None or custody.height(node.chain) < 0:
            continue
        try:
            custody.audit(audited(auditor.name, auditor.key))
        except (CounterfoilError, OSError) as error:
            problems.append(f"state auditor {auditor.name}: {error}")
    if problems:
        raise CustodyError("; ".join(problems))
