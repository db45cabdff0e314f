# SPDX-License-Identifier: Apache-2.0
"""How long it takes to put entries into the custody log and have three witnesses cosign the checkpoint."""

import tempfile
from pathlib import Path

from benches.claim import Claim, timed
from counterfoil.custody.log import TileLog
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import LocalWitness
from counterfoil.evidence.witness_policy import PolicyGroup, PolicyWitness, WitnessPolicy
from counterfoil.identity.note import CosignatureSigner, NoteSigner
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.network import clock_s

ENTRIES = 70_000
ORIGIN = "bench.example/custody"


def run() -> list[Claim]:
    """One bulk publication, then one of a single entry."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder, _log(Path(folder)) as log:
        entries = [b'{"n":%d,"pad":"%s"}' % (number, b"x" * 280) for number in range(ENTRIES)]
        with timed() as bulk:
            log.append(entries)
            log.publish()
        with timed() as single:
            log.append([b"{}"])
            log.publish()
    return [
        Claim(
            name="custody log, bulk",
            value=ENTRIES / bulk.seconds,
            unit="entries/s",
            conditions=f"{ENTRIES:,} entries of 300 bytes in one publication, synced, cosigned by 3 witnesses here",
        ),
        Claim(
            name="custody log, one publication",
            value=single.seconds * 1_000,
            unit="ms",
            conditions=f"one entry more in a log of {ENTRIES:,}: tiles synced, signed, 3 cosignatures, published",
        ),
    ]


def _log(folder: Path) -> TileLog:
    signer = NoteSigner(PrivateKey(b"l" * 32), ORIGIN)
    cosigners = [CosignatureSigner(PrivateKey(bytes([number]) * 32), f"w{number}") for number in (1, 2, 3)]
    policy = WitnessPolicy(
        witnesses=tuple(PolicyWitness(cosigner.name, cosigner.verifier) for cosigner in cosigners),
        groups=(PolicyGroup("quorum", 2, tuple(cosigner.name for cosigner in cosigners)),),
        quorum="quorum",
    )
    clients = [
        LocalWitness(
            cosigner.name,
            Witness(folder / cosigner.name, signer=cosigner, logs=[signer.verifier], clock=clock_s),
        )
        for cosigner in cosigners
    ]
    return TileLog.open(folder / "custody", signer=signer, policy=policy, witnesses=clients)
