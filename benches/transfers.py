# SPDX-License-Identifier: Apache-2.0
"""Signed transfers per second: settled, durable and anchored, against what signatures alone would allow.

With it what each costs on disk, and how fast a state auditor executes all of them again.
"""

import random
from pathlib import Path

from benches.claim import Claim, Envelope, timed, verification_rate
from benches.world import CHAIN, World, world
from counterfoil.evidence.transaction import split_transaction
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.state_auditor import audit_header
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import Height

HOLDERS = 2_000
TRANSFERS = 40_000
WARM_UP = 5_000
VERIFIED = 12_000
"""Signatures whose verification alone is measured."""
LIMIT_NAME = "Ed25519 verifications/s on two threads"


def run() -> list[Claim]:
    """The verification rate is measured before and after, and the better one counts as the limit."""
    with world(HOLDERS, state_auditors=()) as built:
        transactions = _transactions(built, WARM_UP + TRANSFERS)
        envelopes = signed(built, transactions[:VERIFIED])
        before = verification_rate(envelopes)
        built.settle(transactions[:WARM_UP])
        begun, stored = built.node.height, _stored(built)
        with timed() as watch:
            built.settle(transactions[WARM_UP:])
            built.network.publish()
        limit = max(before, verification_rate(envelopes))
        conditions = (
            f"{TRANSFERS:,} transfers of one signature each between {HOLDERS:,} accounts, submitted by one client; "
            f"in {built.node.height - begun:,} blocks on disk (one fsync a block), anchored, and under a checkpoint "
            "that 3 witnesses and an entry auditor cosigned"
        )
        return [
            Claim(
                name="signed transfers",
                value=TRANSFERS / watch.seconds,
                unit="transfers/s",
                conditions=conditions,
                limit=limit,
                limit_name=LIMIT_NAME,
            ),
            Claim(
                name="signed transfers, processor",
                value=watch.processor_seconds / TRANSFERS * 1_000_000,
                unit="µs each",
                conditions="the same run, all threads of the process: what other work on the machine changes least",
            ),
            *_sizes(built, transactions[-1], _stored(built) - stored),
            _replay(built, limit),
        ]


def _sizes(built: World, transaction: bytes, stored: int) -> list[Claim]:
    """What one transfer leaves behind."""
    height = Height(built.node.height - 1)  # the last is the empty block that publishing asks for
    event = built.node.reader.events(height)[-1]
    lines = sum(map(len, split_transaction(transaction).lines))
    return [
        Claim(
            name="transfer, transaction",
            value=len(transaction),
            unit="bytes",
            conditions=f"envelope with one signature, and its line of {lines} bytes, as stored in the block log",
        ),
        Claim(
            name="transfer, event",
            value=len(event),
            unit="bytes",
            conditions="with two consents and two trail links, as stored in the state store and shown in evidence",
        ),
        Claim(
            name="transfer, block log",
            value=stored / TRANSFERS,
            unit="bytes",
            conditions="growth of the block log on disk per transfer, headers and seals included",
        ),
    ]


def _replay(built: World, limit: float) -> Claim:
    """A state auditor that begins at genesis, as one that is new to the chain does."""
    network, node = built.network, built.node
    custody = network.custody()
    height = custody.height(CHAIN)
    transactions = sum(len(node.reader.transactions(Height(each))) for each in range(height + 1))
    with timed() as watch:
        audit_header(
            network.layout.root / "auditor",
            CHAIN,
            node.block_log,
            genesis=network.layout.genesis(CHAIN).read_bytes(),
            genesis_hash=from_hex(node.reader.genesis_hash),
            seals=custody.seals(CHAIN),
            anchored=(height, node.reader.sealed_header(height).hash),
            origin=network.config.origin,
            key=PrivateKey(b"a" * 32),
        )
    return Claim(
        name="state auditor",
        value=transactions / watch.seconds,
        unit="transactions/s",
        conditions=f"{transactions:,} transactions in {height + 1:,} blocks executed from genesis, every signature and "
        "seal verified, state on disk",
        limit=limit,
        limit_name=LIMIT_NAME,
    )


def _stored(built: World) -> int:
    """Bytes of the block log."""
    blocks: Path = built.network.layout.chain(CHAIN) / "blocks"
    return sum(path.stat().st_size for path in blocks.rglob("*") if path.is_file())


def _transactions(built: World, count: int) -> list[bytes]:
    dice = random.Random(1)
    pairs = (dice.sample(range(HOLDERS), 2) for _ in range(count))
    return [built.transfer(sender, receiver) for sender, receiver in pairs]


def signed(built: World, transactions: list[bytes]) -> list[Envelope]:
    """Every signature of these transactions, with its key and what it signs."""
    keys = {key.keyid: key.public for key in built.keys}
    decoded = [dsse.decode(split_transaction(data).envelope) for data in transactions]
    return [
        (keys[signature.keyid], envelope.pre_authentication_encoding(), signature.sig)
        for envelope in decoded
        for signature in envelope.signatures
    ]
