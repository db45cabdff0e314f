# SPDX-License-Identifier: Apache-2.0
"""The demonstration's proofs: packages of every claim, verified; forgeries made from them, caught."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counterfoil.demo.episodes import TELLING
from counterfoil.demo.plan import ChainPlan, account_of
from counterfoil.evidence.claim_words import stated
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules import laws
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.export import exporter
from counterfoil.node.forgeries import FORGERIES, Materials, forge
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.types import HexHash, Timestamp
from counterfoil.verify import Trust, verify_package


@dataclass(frozen=True)
class Checked:
    """A package that was verified: ``failed_check`` is None when its claim is proved."""

    file: Path
    claim: str
    proved: bool
    failed_check: int | None
    expected_check: int | None = None

    @property
    def as_it_should_be(self) -> bool:
        if self.expected_check is None:
            return self.proved
        return not self.proved and self.failed_check == self.expected_check


class Prover:
    """One chain's evidence, as of what the custody log has published now."""

    def __init__(self, plan: ChainPlan, reader: ChainReader, log: PublishedLog, trust: Trust) -> None:
        self._plan = plan
        self._collector = exporter(reader, log, trust)

    def control(self, investor: int, *, as_of: Timestamp | None = None) -> Package:
        """Who controls the investor's holding of the chain's first instrument."""
        return self._collector.control(account_of(investor), self._plan.products[0].instrument, as_of=as_of)

    def every_claim(self, investor: int, transaction: HexHash, noon: Timestamp) -> Iterator[tuple[str, Package]]:
        """A package of each claim, with the name of its file."""
        plan, collector = self._plan, self._collector
        account, instrument = account_of(investor), plan.products[0].instrument
        yield "control-now", self.control(investor)
        yield "control-earlier", self.control(investor, as_of=noon)
        yield "control-frozen", self.control(plan.debtor)
        yield "transfer", collector.transfer(transaction)
        yield "position", collector.position(account, instrument)
        yield "absence", collector.absence(account_of(plan.newcomer), instrument)
        yield "record", collector.record(TELLING[plan.chain])
        yield "statement", collector.statement(account, start=noon)
        for product in plan.products:
            if product.unique:
                yield "provenance", collector.provenance(product.instrument)


def store_and_verify(file: Path, package: Package, trust: Trust) -> Checked:
    """Write the package and verify the file's bytes."""
    file.write_bytes(encode_package(package))
    report = verify_package(file.read_bytes(), trust)
    said = stated(report.claim, laws().vocabulary).en if report.claim else ""
    return Checked(file, said, report.proved, report.failed_check)


def forge_and_verify(folder: Path, materials: Materials, trust: Trust) -> Iterator[Checked]:
    """Make every forgery, write it under its name, and verify it."""
    for name in FORGERIES:
        data, expected = forge(name, materials)
        file = folder / f"{name}.zip"
        file.write_bytes(data)
        report = verify_package(data, trust)
        yield Checked(file, name.replace("_", " "), report.proved, report.failed_check, expected)
