# SPDX-License-Identifier: Apache-2.0
"""``kill -9`` at any moment, life after life on one folder: nothing that was promised is lost, and nothing forks.

The victim acknowledges on its standard output, and dies after a number of acknowledgements that the seed chooses:
while it orders, or while it publishes. Nobody sleeps.
"""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from counterfoil.custody.fsck import fsck
from counterfoil.evidence.checkpoint import parse_checkpoint
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.identity.note import parse_note
from counterfoil.node.audit import audit_chain
from counterfoil.node.collect import Collector
from counterfoil.node.layout import Layout
from counterfoil.node.published_log import read_policy
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import AccountId, Height, HexHash
from counterfoil.verify.verifier import verify_package
from support import simulation_victim
from support.network import CHAIN, ORIGIN, SHARES, WITNESS, make_trading_network, open_network, trust_of

LIVES = 6
COSIGNERS = (WITNESS, "entries-auditor")


@dataclass
class Promises:
    """What the victim said before it died."""

    ordered: dict[HexHash, tuple[int, int]] = field(default_factory=dict)
    published: dict[int, str] = field(default_factory=dict)
    """size → root"""

    def hear(self, line: str) -> str:
        if not line.endswith("\n"):
            return ""
        kind, *rest = line.split()
        if kind == "ordered":
            self.ordered[HexHash(rest[0])] = (int(rest[1]), int(rest[2]))
        elif kind == "published":
            assert self.published.setdefault(int(rest[0]), rest[1]) == rest[1], "two trees of one size"
        return kind


def live_and_die(root: Path, life: int, random: Random, promises: Promises) -> None:
    """One life: after so many words of one kind, death."""
    last_word, count = random.choice((("ordered", random.randrange(1, 120)), ("published", random.randrange(1, 4))))
    command = [sys.executable, simulation_victim.__file__, str(root), str(life)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while count:
            line = process.stdout.readline()
            assert line, "the victim died on its own"
            count -= promises.hear(line) == last_word
        process.kill()
        for line in process.stdout:
            promises.hear(line)


def require_kept(root: Path, promises: Promises) -> None:
    """Open what is left, as the next life would, and look everything up."""
    layout = Layout(root)
    assert [one for one in fsck(layout.custody, read_policy(layout.custody)) if not one.leftover] == []
    cosigned = [witness_file(layout, name) for name in COSIGNERS]
    for file in (layout.custody / "signed", layout.custody / "log/checkpoint", *cosigned):
        shown = parse_checkpoint(parse_note(file.read_bytes()).text)
        promises.hear(f"published {shown.size} {shown.root.hex()}\n")
    with open_network(root) as network:
        reader = network.chain(CHAIN).reader
        for transaction, position in promises.ordered.items():
            assert reader.transaction_position(transaction) == position, "acknowledged and lost"
        ids = [
            intent_id(decode_envelope(split_transaction(data).envelope)[1])
            for height in range(reader.height + 1)
            for data in reader.transactions(Height(height))
        ]
        assert len(ids) == len(set(ids)), "applied twice"
        opened = network.publish()
        promises.hear(f"published {opened.checkpoint.size} {opened.checkpoint.root.hex()}\n")
        assert opened.checkpoint.size == max(promises.published)
        assert network.published().audited_height(CHAIN) == reader.height
    for name in COSIGNERS:
        assert list(layout.witness(name).rglob("refused/*")) == []
    report = audit_chain(layout.chain(CHAIN), CHAIN, trust=trust_of(root), custody=layout.custody)
    assert report.first_difference is None


def witness_file(layout: Layout, name: str) -> Path:
    """What a witness or entry auditor cosigned last."""
    return layout.witness(name) / digest(ORIGIN.encode()).hex() / "checkpoint"


def require_evidence(root: Path, random: Random, promises: Promises) -> None:
    """A holding and a payment, proved to somebody who has the trust file alone."""
    trust = trust_of(root)
    with open_network(root) as network:
        reader, published = network.chain(CHAIN, writable=False).reader, network.published()
        collector = Collector(reader, published)
        payment = random.choice(sorted(promises.ordered))
        packages = [
            collector.control(AccountId("alice-1"), SHARES),
            collector.statement(AccountId("bob-1"), start=reader.header(Height(1)).time),
            collector.transfer(payment),
        ]
    for package in packages:
        report = verify_package(encode_package(package), trust)
        assert report.proved, report.to_text()


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_promised_is_lost(tmp_path: Path, seed: int) -> None:
    """Six lives over one folder; after each, chain, custody log, witness and audit agree with all that was said."""
    random, promises = Random(seed), Promises()
    root = make_trading_network(tmp_path / "network")
    for life in range(LIVES):
        live_and_die(root, seed * 100 + life, random, promises)
        require_kept(root, promises)
    require_evidence(root, random, promises)
