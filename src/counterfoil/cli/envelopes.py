# SPDX-License-Identifier: Apache-2.0
"""A signed transaction in a file, decoded for whoever is to sign it, submit it, or wonder what it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterfoil.cli.output import write_facts, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.evidence.transaction import Transaction
    from counterfoil.law.call import Call
    from counterfoil.node.network import Network
    from counterfoil.verify import Trust


def calls_of(transaction: "Transaction") -> "list[Call]":
    """Its calls, as messages."""
    from counterfoil.evidence.transaction import Line
    from counterfoil.modules import laws
    from counterfoil.primitives import canonical

    plain = [canonical.decode(line, Line).call for line in transaction.lines]
    return [laws().typed(call) for call in plain]


def describe(transaction: "Transaction", names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What it is, for machines; keys by name where ``names`` knows them."""
    from counterfoil.evidence.transaction import Line, decode_envelope, intent_id
    from counterfoil.primitives import canonical

    envelope, payload = decode_envelope(transaction.envelope)
    keyids = [signature.keyid for signature in envelope.signatures]
    return {
        "transaction": intent_id(payload),
        "chain": payload.chain,
        "genesis": payload.genesis,
        "by": payload.by,
        "valid_from": payload.valid_from,
        "valid_until": payload.valid_until,
        "signed_with": [(names or {}).get(keyid, keyid) for keyid in keyids],
        "calls": [canonical.decode(line, Line).call for line in transaction.lines],
    }


def write(described: Mapping[str, Any], title: str, *, to_stderr: bool = False) -> None:
    """The same for people."""
    facts = {name: value for name, value in described.items() if name != "calls"}
    write_facts(title, facts, to_stderr=to_stderr)
    calls = described["calls"]
    rows = [(call["call"], {name: value for name, value in call.items() if name != "call"}) for call in calls]
    write_table("Calls", ("call", "fields"), rows, to_stderr=to_stderr)


def require_trusted(trust: "Trust", transaction: "Transaction", *, where: str) -> None:
    """Raise InputError for a transaction of a chain that a trust file does not know by this genesis."""
    from counterfoil.evidence.transaction import decode_envelope

    _, payload = decode_envelope(transaction.envelope)
    known = trust.chains.get(payload.chain)
    if known is None or known.genesis.hex() != payload.genesis:
        problem = (
            f"it is for a chain {payload.chain!r} of genesis {payload.genesis}, which the trust file does not know"
        )
        raise InputError(problem, where=where, remedy="name the trust file of the network that it was made for")


def require_ours(network: "Network", transaction: "Transaction", *, where: str) -> None:
    """Raise InputError for a transaction of a chain that is not this network's."""
    from counterfoil.evidence.transaction import decode_envelope
    from counterfoil.node.layout import require_chain

    _, payload = decode_envelope(transaction.envelope)
    require_chain(network.config, payload.chain)
    ours = network.genesis(payload.chain)
    if payload.genesis != ours:
        problem = f"it is for a chain {payload.chain!r} of genesis {payload.genesis}; this one's is {ours}"
        raise InputError(problem, where=where, remedy="name the network that it was made for")
