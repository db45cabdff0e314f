# SPDX-License-Identifier: Apache-2.0
"""The demonstration's proofs: packages of every claim, verified; forgeries made from them, caught."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from counterfoil.demo.plan import ChainPlan, Trade, account_of
from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.collect import collect_absence, collect_control, collect_position, collect_transfer
from counterfoil.node.drawing import draw_report
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


@dataclass(frozen=True)
class Prover:
    """One chain's evidence, as of what the custody log has published now."""

    plan: ChainPlan
    reader: ChainReader
    log: PublishedLog

    def control(self, investor: int, *, as_of: Timestamp | None = None) -> Package:
        """Who controls the investor's holding of the chain's first instrument."""
        instrument = self.plan.products[0].instrument
        draw = partial(draw_report, policy=self.log.policy)
        return collect_control(self.reader, self.log, account_of(investor), instrument, as_of=as_of, render=draw)

    def every_claim(self, investor: int, transaction: HexHash, earlier: Timestamp) -> Iterator[tuple[str, Package]]:
        """A package of each claim, with the name of its file."""
        draw = partial(draw_report, policy=self.log.policy)
        chain, account, instrument = self.plan.chain, account_of(investor), self.plan.products[0].instrument
        newcomer = account_of(self.plan.newcomer)
        yield f"{chain}-control-now", self.control(investor)
        yield f"{chain}-control-earlier", self.control(investor, as_of=earlier)
        yield f"{chain}-transfer", collect_transfer(self.reader, self.log, transaction, render=draw)
        yield f"{chain}-position", collect_position(self.reader, self.log, account, instrument, render=draw)
        yield f"{chain}-absence", collect_absence(self.reader, self.log, newcomer, instrument, render=draw)


def busiest_investor(plan: ChainPlan, sessions: Sequence[Sequence[Trade]]) -> int:
    """The investor with the most trades of the chain's first instrument, who traded it in every session."""
    counts = []
    for trades in sessions:
        first = [trade for trade in trades if trade.product == plan.products[0]]
        counts.append(Counter(investor for trade in first for investor in (trade.seller, trade.buyer)))
    in_all = set.intersection(*(set(count) for count in counts))
    return max(sorted(in_all), key=lambda investor: sum(count[investor] for count in counts))


def store_and_verify(folder: Path, name: str, package: Package, trust: Trust) -> Checked:
    """Write the package and verify the file's bytes."""
    file = folder / f"{name}.zip"
    file.write_bytes(encode_package(package))
    report = verify_package(file.read_bytes(), trust)
    return Checked(file, str(report.claim.statement.en) if report.claim else "", report.proved, report.failed_check)


def forge_and_verify(folder: Path, materials: Materials, trust: Trust) -> Iterator[Checked]:
    """Make every forgery, write it under its name, and verify it."""
    for name in FORGERIES:
        data, expected = forge(name, materials)
        file = folder / f"{name}.zip"
        file.write_bytes(data)
        report = verify_package(data, trust)
        yield Checked(file, name.replace("_", " "), report.proved, report.failed_check, expected)
