# SPDX-License-Identifier: Apache-2.0
"""How long it takes to put entries into the custody log, to have them cosigned, and to judge them as an entry auditor.

The tile log takes any bytes. What an entry auditor reads must obey the log's rules, so its log has sealed headers.
"""

import tempfile
from pathlib import Path

from benches.claim import Claim, timed
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.entry_auditor import EntryAuditor
from counterfoil.custody.log import PUBLIC_FOLDER, TileLog
from counterfoil.custody.reader import FolderEntries
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import LocalWitness
from counterfoil.evidence.entries import ChainEntry
from counterfoil.evidence.header import NO_PARENT, Header, Protocol
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.evidence.witness_policy import NO_QUORUM, PolicyGroup, PolicyWitness, WitnessPolicy
from counterfoil.identity.note import CosignatureSigner, NoteSigner
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.node.network import clock_ms
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp

ENTRIES = 70_000
HEADERS = 10_000
ORIGIN = "bench.example/custody"
CHAIN = ChainId("bench")
LOG = NoteSigner(PrivateKey(b"l" * 32), ORIGIN)
SEALER = PrivateKey(b"s" * 32)


def clock_s() -> int:
    """The machine's clock in POSIX seconds, as witnesses use it."""
    return clock_ms() // 1000


def run() -> list[Claim]:
    """One bulk publication, then one of a single entry; then a log of headers, and its entry auditor."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        return [*_publications(Path(folder) / "bytes"), *_judging(Path(folder) / "headers")]


def _publications(folder: Path) -> list[Claim]:
    with _log(folder) as log:
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


def _judging(folder: Path) -> list[Claim]:
    """Headers go in under the log's rules; an entry auditor that is new to the log judges them all."""
    headers = _sealed_headers()
    policy = WitnessPolicy(quorum=NO_QUORUM)
    with CustodyLog.open(folder / "custody", signer=LOG, policy=policy, clock=clock_ms) as custody:
        custody.register_chain(
            ChainEntry(
                chain=CHAIN,
                genesis=to_hex(headers[0].hash),
                recovery=None,
                recovery_delay_ms=0,
                seal=single_key_policy(SEALER),
            )
        )
        with timed() as anchoring:
            for header in headers:
                custody.anchor(header)
            custody.publish()
        auditor = EntryAuditor(
            folder / "auditor",
            signer=CosignatureSigner(PrivateKey(b"e" * 32), "entries"),
            log=LOG.verifier,
            source=FolderEntries(folder / "custody" / PUBLIC_FOLDER),
            clock=clock_s,
        )
        published = custody.log.show()
        with timed() as judging:
            LocalWitness("entries", auditor).cosign(published.note, 0, lambda _size: ())
    conditions = f"{HEADERS:,} sealed headers of one chain, every seal verified, one thread"
    return [
        Claim(
            name="custody log, anchoring", value=HEADERS / anchoring.seconds, unit="headers/s", conditions=conditions
        ),
        Claim(name="entry auditor", value=custody.size / judging.seconds, unit="entries/s", conditions=conditions),
    ]


def _sealed_headers() -> list[SealedHeader]:
    now, parent = clock_ms(), NO_PARENT
    sealed: list[SealedHeader] = []
    for height in range(HEADERS):
        header = Header(
            ancestors=HexHash("44" * 32),
            chain=CHAIN,
            events=HexHash("11" * 32),
            height=Height(height),
            parent=parent,
            protocol=Protocol(features=(), version=1),
            state=HexHash("22" * 32),
            time=Timestamp(now - HEADERS + height),
            transactions=HexHash("33" * 32),
        )
        sealed.append(SealedHeader(header, seal_header(header.encode(), SEALER)))
        parent = to_hex(sealed[-1].hash)
    return sealed


def _log(folder: Path) -> TileLog:
    cosigners = [CosignatureSigner(PrivateKey(bytes([number]) * 32), f"w{number}") for number in (1, 2, 3)]
    policy = WitnessPolicy(
        witnesses=tuple(PolicyWitness(cosigner.name, cosigner.verifier) for cosigner in cosigners),
        groups=(PolicyGroup("quorum", 2, tuple(cosigner.name for cosigner in cosigners)),),
        quorum="quorum",
    )
    clients = [
        LocalWitness(
            cosigner.name,
            Witness(folder / cosigner.name, signer=cosigner, logs=[LOG.verifier], clock=clock_s),
        )
        for cosigner in cosigners
    ]
    return TileLog.open(folder / "custody", signer=LOG, policy=policy, witnesses=clients)
