# SPDX-License-Identifier: Apache-2.0
"""The demonstration from beginning to end: a network, a day's business, proofs, forgeries, an audit from genesis."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from counterfoil.custody.witness_client import HttpWitness
from counterfoil.custody.witness_server import serving
from counterfoil.demo.alliances import PLANS
from counterfoil.demo.business import Business, create_keys
from counterfoil.demo.day import Day, Trade, day_of
from counterfoil.demo.episodes import AFTERNOON, MORNING, Episode
from counterfoil.demo.mark import MARK, leave_mark
from counterfoil.demo.proofs import Checked, Prover, forge_and_verify, store_and_verify
from counterfoil.evidence.package import encode_package
from counterfoil.node.audit import AuditReport, audit_chain
from counterfoil.node.forgeries import Materials
from counterfoil.node.initialise import NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.primitives.progress import Progress
from counterfoil.primitives.types import ChainId, Timestamp
from counterfoil.verify import Trust, parse_trust

ORIGIN: Final = "counterfoil.example/demo"
WITNESSES: Final = ("notary", "university", "exchange")
QUORUM: Final = 2
BESIDE_THE_KEYS: Final = "passphrase"
"""The file in which a passphrase is left that nobody chose."""


@dataclass(frozen=True)
class Audience:
    """Who is told: each stage when it is done, and meanwhile how far it is."""

    tell: Callable[[str], None]
    watch: Callable[[], AbstractContextManager[Progress]]


@dataclass
class Outcome:
    """What the demonstration ends with."""

    businesses: Sequence[Business]
    log_size: int = 0
    packages: list[Checked] = field(default_factory=list)
    forgeries: list[Checked] = field(default_factory=list)
    audits: list[AuditReport] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Every package is proved, every forgery fails where it must, and no audit found a difference."""
        checked = all(item.as_it_should_be for item in self.packages + self.forgeries)
        return checked and not any(audit.first_difference for audit in self.audits)

    def summary(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "chains": [
                {
                    "chain": audit.chain,
                    "height": audit.height,
                    "transactions": audit.transactions,
                    "events": audit.events,
                    "settled": business.settled,
                    "rejected": business.rejected,
                    "first_difference": audit.first_difference,
                }
                for audit, business in zip(self.audits, self.businesses, strict=True)
            ],
            "custody_log_size": self.log_size,
            "evidence": {item.file.name: item.proved for item in self.packages},
            "forgeries": {item.file.name: item.failed_check for item in self.forgeries},
            "clean": self.clean,
        }


def demonstrate(directory: Path, passphrase: str, audience: Audience, *, keep_passphrase: bool) -> Outcome:
    """Run everything in a folder that is new or empty, and leave it there; raises InputError when it is neither.

    ``keep_passphrase``: leave the passphrase beside the keys, since nobody else has it.
    """
    create(directory, passphrase, chains=[plan.chain for plan in PLANS], keep_passphrase=keep_passphrase)
    named = f"witnesses {', '.join(WITNESSES)}, auditors of the log and of the state"
    audience.tell(f"network in {directory}: two chains, one custody log, {named}")
    with Network(directory, lambda: passphrase) as network, serve_witnesses(network):
        create_keys(network, PLANS)
        outcome = Outcome([Business(network, plan) for plan in PLANS])
        for business in outcome.businesses:
            business.register()
            business.digitise()
            audience.tell(f"{business.plan.title}: parties, accounts, register and digital yuan")
        _Proceedings(network, outcome, audience).run()
    return outcome


def create(
    directory: Path,
    passphrase: str | None,
    *,
    chains: Sequence[ChainId],
    keep_passphrase: bool,
    time: Timestamp | None = None,
) -> None:
    """Mark the folder as a demonstration's, and make its network; ``time``: when it begins, None: now.

    ``passphrase`` None: keys are not encrypted.
    """
    leave_mark(directory)
    keys = Layout(directory).keys
    plan = NetworkPlan(origin=ORIGIN, chains=chains, witnesses=WITNESSES, quorum=QUORUM)
    create_network(
        directory, plan, Keyring(keys, lambda: passphrase), time=clock_ms() if time is None else time, beside=(MARK,)
    )
    if keep_passphrase and passphrase is not None:
        descriptor = os.open(keys / BESIDE_THE_KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(passphrase + "\n")


@contextmanager
def serve_witnesses(network: Network) -> Iterator[None]:
    """Everybody who cosigns, witnesses and entry auditors, behind an HTTP server of its own on this machine."""
    with ExitStack() as servers:
        clients = []
        for config in network.config.cosigners:
            witness = network.witness(config.name)
            clients.append(HttpWitness(config.name, witness.key, servers.enter_context(serving(witness))))
        network.witnesses = clients
        yield


class _Proceedings:
    """A day in two sessions with a publication after each, so that there is a past to prove and to forge from."""

    def __init__(self, network: Network, outcome: Outcome, audience: Audience) -> None:
        self._network = network
        self._outcome = outcome
        self._audience = audience
        self._days: list[Day] = [day_of(business.plan) for business in outcome.businesses]
        self._investors = [
            day.busiest_investor(business.plan.products[0])
            for business, day in zip(outcome.businesses, self._days, strict=True)
        ]

    def run(self) -> None:
        self._trade("morning", [day.morning for day in self._days], [MORNING[each.plan.chain] for each in self._all])
        self._network.publish()
        trust = self._trust()
        older = encode_package(self._prover(0, trust).control(self._investors[0]))
        noon = [business.now for business in self._all]
        afternoon = [AFTERNOON[each.plan.chain] for each in self._all]
        self._trade("afternoon", [day.afternoon for day in self._days], afternoon)
        self._publish()
        self._prove(trust, noon)
        self._forge(trust, older)
        self._audit(trust)

    @property
    def _all(self) -> Sequence[Business]:
        return self._outcome.businesses

    def _trade(self, session: str, days: Sequence[Sequence[Trade]], episodes: Sequence[Sequence[Episode]]) -> None:
        before = sum(business.settled for business in self._all)
        with self._audience.watch() as progress:
            for business, trades, special in zip(self._all, days, episodes, strict=True):
                business.settle(session, trades, partial(progress, business.plan.title))
                for episode in special:
                    episode(business)
        settled = sum(business.settled for business in self._all) - before
        self._audience.tell(f"{session}: {settled:,} trades settled, delivery versus payment")

    def _publish(self) -> None:
        size = self._outcome.log_size = self._network.publish().checkpoint.size
        self._audience.tell(
            f"custody log published: {size:,} entries, both chains executed by a state auditor, "
            f"cosigned by the entry auditor and at least {QUORUM} of {len(WITNESSES)} witnesses"
        )

    def _trust(self) -> Trust:
        return parse_trust(self._network.layout.trust.read_bytes())

    def _prover(self, position: int, trust: Trust) -> Prover:
        business = self._all[position]
        return Prover(business.plan, business.node.reader, self._network.published(), trust)

    def _prove(self, trust: Trust, noon: Sequence[Timestamp]) -> None:
        folder, packages = self._network.layout.evidence, self._outcome.packages
        folder.mkdir()
        for position, business in enumerate(self._all):
            claims = self._prover(position, trust).every_claim(
                self._investors[position], business.transactions[-1], noon[position]
            )
            for name, package in claims:
                packages.append(store_and_verify(folder / f"{business.plan.chain}-{name}.zip", package, trust))
        self._audience.tell(f"{len(packages)} evidence packages exported and verified")

    def _forge(self, trust: Trust, older: bytes) -> None:
        prover, investor = self._prover(0, trust), self._investors[0]
        neighbour = (investor + 1) % self._all[0].plan.investors
        materials = Materials(
            package=encode_package(prover.control(investor)),
            older=older,
            other=encode_package(prover.control(neighbour)),
        )
        folder = self._network.layout.forgeries
        folder.mkdir()
        self._outcome.forgeries += forge_and_verify(folder, materials, trust)
        self._audience.tell(f"{len(self._outcome.forgeries)} forgeries made from them and verified")

    def _audit(self, trust: Trust) -> None:
        """Let go of the chains, then compute everything again from genesis."""
        network, layout = self._network, self._network.layout
        network.close()
        with self._audience.watch() as progress:
            for chain in network.config.chains:
                report = audit_chain(layout.chain(chain), chain, trust=trust, custody=layout.custody, progress=progress)
                self._outcome.audits.append(report)
        self._audience.tell("both chains and the custody log audited from genesis")
