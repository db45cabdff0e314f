# SPDX-License-Identifier: Apache-2.0
"""Packages out of the simulation: about something random, and each must convince a stranger."""

from typing import TYPE_CHECKING

from counterfoil.evidence.claims import ControlClaim
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings.records import BOOKS, HOLDINGS, TITLES
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.node.collect import Collector
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.types import AccountId, ChainId, Height, InstrumentId, RecordPath, Timestamp
from counterfoil.verify.trust import Trust, TrustedChain
from counterfoil.verify.verifier import verify_package
from support import custody
from support.simulation_auditing import auditor_policy
from support.simulation_chain import recovery_policy, seal_policy
from support.simulation_genesis import START_MS
from support.simulation_market import BUSY, RECEIPT
from support.simulation_part import CASH, SHARE

if TYPE_CHECKING:
    from support.simulation import Simulation

HISTORY_BLOCKS = 100
"""How far behind the chain the published log may be for records to be shown as of it."""


class Exporter:
    """Collects and verifies. What it may not claim yet, it leaves."""

    def __init__(self, simulation: "Simulation") -> None:
        self._simulation = simulation

    def trust(self) -> Trust:
        """Whom the stranger believes."""
        chains = {
            chain: TrustedChain(
                genesis=simulated.node.reader.sealed_header(Height(0)).hash,
                log=custody.ORIGIN,
                seal=seal_policy(chain),
                recovery=recovery_policy(chain),
                recovery_delay_ms=custody.DAY_MS,
                auditors=auditor_policy(),
            )
            for chain, simulated in self._simulation.chains.items()
        }
        return Trust(custody.with_auditor(), chains)

    def export(self, chain: ChainId) -> None:
        """One package about an account, one about a transaction."""
        simulation = self._simulation
        reader = simulation.chains[chain].node.reader
        try:
            published = PublishedLog(simulation.root / "custody", auditors=auditor_policy())
            if published.audited_height(chain) is None:
                return
            collector = Collector(reader, published, open_above=simulation.random.choice((16, 1_024)))
        except (CustodyError, InputError):
            return
        if collector.height < reader.height - HISTORY_BLOCKS:
            return
        self.require_proved(self._about_an_account(chain, collector))
        for _ in range(2):
            self.require_proved(self._about_a_part(chain, collector))
        moved = [one for one in simulation.answered[chain].values() if not one.code and one.height <= collector.height]
        if moved:
            chosen = simulation.random.choice(moved).id
            try:
                self.require_proved(collector.transfer(chosen))
            except InputError as error:
                assert "moved nothing" in str(error)

    def opened(self, chain: ChainId) -> int:
        """How many events of the busy account's trail a package leaves out, which must be proved all the same."""
        reader = self._simulation.chains[chain].node.reader
        published = PublishedLog(self._simulation.root / "custody", auditors=auditor_policy())
        package = Collector(reader, published, open_above=8).control(AccountId(BUSY), InstrumentId(SHARE))
        self.require_proved(package)
        assert isinstance(package.claim, ControlClaim)
        return package.claim.opened

    def require_proved(self, package: Package | None) -> None:
        """What was collected is proved to somebody who has the trust alone."""
        if package is None:
            return
        report = verify_package(encode_package(package), self.trust())
        assert report.proved, report.to_text()
        self._simulation.seen["proved"] += 1

    def _about_a_part(self, chain: ChainId, collector: Collector) -> Package | None:
        """An order or digital yuan, what a contract did, what members decided, what was fixed, a position."""
        simulation = self._simulation
        market, reader = simulation.markets[chain], simulation.chains[chain].node.reader
        path = market.about()
        if path is None or reader.record(RecordPath(path), collector.height) is None:
            return None
        simulation.seen[path.partition("/")[0]] += 1
        return collector.record(RecordPath(path))

    def _about_an_account(self, chain: ChainId, collector: Collector) -> Package | None:
        simulation = self._simulation
        random, reader = simulation.random, simulation.chains[chain].node.reader
        account = AccountId(simulation.markets[chain].account())
        instrument = InstrumentId(random.choice((SHARE, SHARE, CASH, RECEIPT)))

        def exists(path: RecordPath) -> bool:
            return reader.record(path, collector.height) is not None

        if not exists(ACCOUNTS.path(account)):
            return None
        if not exists(HOLDINGS.path(account, instrument)):
            return collector.absence(account, instrument)
        latest = reader.header(collector.height).time
        kind = random.choice(("control", "position", "past", "record", "statement", "provenance"))
        simulation.seen[kind] += 1
        if kind == "position":
            return collector.position(account, instrument)
        if kind == "record":
            return collector.record(HOLDINGS.path(account, instrument))
        if kind == "statement" and exists(BOOKS.path(account)):
            return self._statement(collector, account, latest)
        if kind == "provenance" and exists(TITLES.path(InstrumentId(RECEIPT))):
            return collector.provenance(InstrumentId(RECEIPT))
        as_of = Timestamp(random.randint(latest - 1_000, latest - 1)) if kind == "past" else None
        try:
            return collector.control(account, instrument, as_of=as_of)
        except InputError as error:
            assert "not open then" in str(error), error
            return None

    def _statement(self, collector: Collector, account: AccountId, latest: Timestamp) -> Package | None:
        """Over all time, or over the last milliseconds; a trail that is opened within the period bears none."""
        start = Timestamp(self._simulation.random.choice((START_MS + 1, latest - 5)))
        try:
            return collector.statement(account, start=start)
        except InputError as error:
            assert "opened within the period" in str(error), error
            return None
