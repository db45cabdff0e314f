# SPDX-License-Identifier: Apache-2.0
"""Signed transfers per second: settled, durable and anchored, against what signatures alone would allow."""

import random

from benches.claim import Claim, Envelope, timed, verification_rate
from benches.world import World, world
from counterfoil.identity import dsse

HOLDERS = 2_000
TRANSFERS = 40_000
WARM_UP = 5_000
VERIFIED = 12_000
"""Signatures whose verification alone is measured."""


def run() -> list[Claim]:
    """One claim; the verification rate is measured before and after, and the better one counts as the limit."""
    with world(HOLDERS) as built:
        envelopes = _envelopes(built, WARM_UP + TRANSFERS)
        signed = _signed(built, envelopes[:VERIFIED])
        before = verification_rate(signed)
        built.settle(envelopes[:WARM_UP])
        with timed() as watch:
            built.settle(envelopes[WARM_UP:])
            built.network.publish()
        limit = max(before, verification_rate(signed))
    conditions = (
        f"{TRANSFERS:,} transfers of one signature each between {HOLDERS:,} accounts, submitted by one client; "
        "each in a block on disk (one fsync a block), anchored, and under a checkpoint that 3 witnesses cosigned"
    )
    return [
        Claim(
            name="signed transfers",
            value=TRANSFERS / watch.seconds,
            unit="transfers/s",
            conditions=conditions,
            limit=limit,
            limit_name="Ed25519 verifications/s on two threads",
        )
    ]


def _envelopes(built: World, count: int) -> list[bytes]:
    dice = random.Random(1)
    pairs = (dice.sample(range(HOLDERS), 2) for _ in range(count))
    return [built.transfer(sender, receiver) for sender, receiver in pairs]


def _signed(built: World, envelopes: list[bytes]) -> list[Envelope]:
    keys = {key.keyid: key.public for key in built.keys}
    decoded = [dsse.decode(data) for data in envelopes]
    return [
        (keys[signature.keyid], envelope.pre_authentication_encoding(), signature.sig)
        for envelope in decoded
        for signature in envelope.signatures
    ]
