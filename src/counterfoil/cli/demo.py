# SPDX-License-Identifier: Apache-2.0
"""``counterfoil demo``: two commercial chains do business under one chain of custody, and prove it."""

import os
import secrets
import shutil
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import PASSPHRASE_VARIABLE, JsonOption, example, read_trust
from counterfoil.cli.output import progress_bars, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.demo.business import Business
    from counterfoil.demo.plan import Trade
    from counterfoil.demo.proofs import Checked
    from counterfoil.node.audit import AuditReport
    from counterfoil.node.network import Network
    from counterfoil.primitives.types import Timestamp

EPILOG: Final = example("counterfoil demo demo", "counterfoil demo demo --replace --json")
ORIGIN: Final = "counterfoil.example/demo"
WITNESSES: Final = ("notary", "university", "exchange")
QUORUM: Final = 2
BESIDE_THE_KEYS: Final = "passphrase"


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")] = Path("demo"),
    replace: Annotated[bool, typer.Option("--replace", help="Remove a demonstration that is there already.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the whole product once: digitise, settle, anchor, prove, forge, audit. The folder stays.

    Two chains and their firms, a custody log, three witnesses over HTTP of which two must cosign, a few thousand
    delivery-versus-payment trades in digital yuan, evidence of every claim, and forgeries that are caught.
    """
    if replace:
        _remove(directory)
    show = _Show(quiet=as_json)
    outcome = _run(directory, show)
    if as_json:
        write_json(outcome.summary())
    else:
        outcome.write(directory)
    if not outcome.clean:
        raise typer.Exit(ExitCode.negative)


@dataclass
class _Show:
    """Says what is going on, with the time each stage took."""

    quiet: bool
    begun: float = field(default_factory=time.monotonic)

    def stage(self, text: str) -> None:
        if not self.quiet:
            write_line(f"{time.monotonic() - self.begun:6.1f} s  {text}")


@dataclass
class _Outcome:
    """What the demonstration ends with."""

    businesses: "list[Business]"
    log_size: int
    packages: "list[Checked]" = field(default_factory=list)
    forgeries: "list[Checked]" = field(default_factory=list)
    audits: "list[AuditReport]" = field(default_factory=list)

    @property
    def clean(self) -> bool:
        checked = all(item.as_it_should_be for item in self.packages + self.forgeries)
        return checked and not any(audit.first_difference for audit in self.audits)

    def summary(self) -> dict[str, Any]:
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

    def write(self, directory: Path) -> None:
        from counterfoil.verify.checks import CHECKS

        chains = [
            (audit.chain, audit.height + 1, audit.transactions, audit.events, business.settled, business.rejected,
             audit.first_difference or "clean")
            for audit, business in zip(self.audits, self.businesses, strict=True)
        ]  # fmt: skip
        write_table("Chains", ("chain", "blocks", "transactions", "events", "settled", "rejected", "audit"), chains)
        evidence = [(item.file.name, "proved" if item.proved else f"NOT PROVED: {item.failed_check}", item.claim)
                    for item in self.packages]  # fmt: skip
        write_table("Evidence, verified offline", ("package", "verdict", "claim"), evidence)
        forged = [
            (item.file.name, f"{item.failed_check} {CHECKS[(item.failed_check or 1) - 1].name}",
             "caught" if item.as_it_should_be else "NOT CAUGHT")
            for item in self.forgeries
        ]  # fmt: skip
        write_table("Forgeries", ("package", "caught at check", ""), forged)
        _suggest(directory)


def _suggest(directory: Path) -> None:
    program = _program()
    secret = f"--passphrase-file {directory}/keys/{BESIDE_THE_KEYS}"
    commands = (
        f"verify {directory}/evidence/securities-control-now.zip --trust {directory}/trust.json --report report.html",
        f"verify {directory}/forgeries/unauthorised_transfer.zip --trust {directory}/trust.json",
        f"show account investor-001 --chain securities --network {directory}",
        f"show statement investor-001 --chain securities --network {directory}",
        f"custody fsck {directory}/custody",
        f"audit {directory}",
        f"custody publish --network {directory} {secret}",
    )
    write_line("Look around:")
    for command in commands:
        write_line(f"  {program} {command}")
    write_line(f"  python3 -m http.server --directory {directory}/custody/log   # what a static server would serve")


def _program() -> str:
    """How this program can be called from here, so that the commands can be copied."""
    called = sys.argv[0]
    return called if called.endswith("/counterfoil") and shutil.which("counterfoil") is None else "counterfoil"


def _remove(directory: Path) -> None:
    """Remove an earlier demonstration, and nothing that is not one."""
    if not directory.exists():
        return
    if any(directory.iterdir()) and not (directory / "network.json").exists():
        raise InputError("the folder holds something else", where=str(directory), remedy="name another folder")
    shutil.rmtree(directory)


def _run(directory: Path, show: _Show) -> _Outcome:
    from counterfoil.demo.business import Business, create_keys
    from counterfoil.demo.plan import PLANS
    from counterfoil.node.network import Network

    secret = _create(directory)
    show.stage(f"network in {directory}: two chains, one custody log, witnesses {', '.join(WITNESSES)}")
    with Network(directory, lambda: secret) as network, ExitStack() as servers:
        create_keys(network, PLANS)
        _serve_witnesses(network, servers)
        businesses = [Business(network, plan) for plan in PLANS]
        for business in businesses:
            business.register()
            business.digitise()
            show.stage(f"{business.plan.title}: parties, accounts, register and digital yuan")
        return _trade_and_prove(network, businesses, show)


def _create(directory: Path) -> str:
    """A new network; its passphrase comes from the environment, or is made up and left beside the keys."""
    from counterfoil.demo.plan import PLANS
    from counterfoil.node.initialise import NetworkPlan, create_network
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout
    from counterfoil.node.network import clock_ms

    given = os.environ.get(PASSPHRASE_VARIABLE)
    secret = given or secrets.token_urlsafe(24)
    plan = NetworkPlan(origin=ORIGIN, chains=[chain.chain for chain in PLANS], witnesses=WITNESSES, quorum=QUORUM)
    keys = Layout(directory).keys
    create_network(directory, plan, Keyring(keys, lambda: secret), time=clock_ms())
    if not given:
        descriptor = os.open(keys / BESIDE_THE_KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret + "\n")
    return secret


def _serve_witnesses(network: "Network", servers: ExitStack) -> None:
    """Each witness behind an HTTP server of its own, on this machine."""
    from counterfoil.custody.witness_client import HttpWitness
    from counterfoil.custody.witness_server import serving

    clients = []
    for name in WITNESSES:
        witness = network.witness(name)
        clients.append(HttpWitness(name, witness.key, servers.enter_context(serving(witness))))
    network.witnesses = clients


def _trade_and_prove(network: "Network", businesses: "list[Business]", show: _Show) -> _Outcome:
    """A day in two sessions with a publication after each, so that there is a past to prove and to forge from."""
    from counterfoil.demo.plan import trades
    from counterfoil.demo.proofs import Prover, busiest_investor
    from counterfoil.evidence.package import encode_package
    from counterfoil.node.network import clock_ms

    days = [_halves(trades(business.plan)) for business in businesses]
    investors = [busiest_investor(business.plan, day) for business, day in zip(businesses, days, strict=True)]
    _settle(businesses, "morning", [day[0] for day in days], show)
    network.publish()
    prover = Prover(businesses[0].plan, businesses[0].node.reader, network.published())
    older = encode_package(prover.control(investors[0]))
    noon = clock_ms()
    _settle(businesses, "afternoon", [day[1] for day in days], show)
    # Witnesses tell the time in whole seconds: one has to begin after noon before they can vouch for noon.
    while clock_ms() // 1000 == noon // 1000:
        time.sleep(0.02)
    size = network.publish().checkpoint.size
    show.stage(f"custody log published: {size:,} entries, cosigned by at least {QUORUM} of {len(WITNESSES)} witnesses")
    outcome = _Outcome(businesses, size)
    _prove(network, outcome, investors, noon, show)
    _forge(network, outcome, investors[0], older, show)
    _audit(network, outcome, show)
    return outcome


def _halves(trades: "list[Trade]") -> "tuple[list[Trade], list[Trade]]":
    middle = len(trades) // 2
    return trades[:middle], trades[middle:]


def _settle(businesses: "list[Business]", session: str, days: "list[list[Trade]]", show: _Show) -> None:
    before = sum(business.settled for business in businesses)
    with progress_bars(quiet=show.quiet) as progress:
        for business, trades in zip(businesses, days, strict=True):
            business.settle(session, trades, partial(progress, business.plan.title))
    settled = sum(business.settled for business in businesses) - before
    show.stage(f"{session}: {settled:,} trades settled, delivery versus payment")


def _prove(network: "Network", outcome: _Outcome, investors: list[int], noon: "Timestamp", show: _Show) -> None:
    from counterfoil.demo.proofs import Prover, store_and_verify

    trust = read_trust(network.layout.trust)
    log = network.published()
    network.layout.evidence.mkdir()
    for business, investor in zip(outcome.businesses, investors, strict=True):
        prover = Prover(business.plan, business.node.reader, log)
        for name, package in prover.every_claim(investor, business.transactions[-1], noon):
            outcome.packages.append(store_and_verify(network.layout.evidence, name, package, trust))
    show.stage(f"{len(outcome.packages)} evidence packages exported and verified")


def _forge(network: "Network", outcome: _Outcome, investor: int, older: bytes, show: _Show) -> None:
    from counterfoil.demo.proofs import Prover, forge_and_verify
    from counterfoil.evidence.package import encode_package
    from counterfoil.node.forgeries import Materials

    business = outcome.businesses[0]
    prover = Prover(business.plan, business.node.reader, network.published())
    neighbour = (investor + 1) % business.plan.investors
    materials = Materials(
        package=encode_package(prover.control(investor)), older=older, other=encode_package(prover.control(neighbour))
    )
    trust = read_trust(network.layout.trust)
    network.layout.forgeries.mkdir()
    outcome.forgeries += forge_and_verify(network.layout.forgeries, materials, trust)
    show.stage(f"{len(outcome.forgeries)} forgeries made from them and verified")


def _audit(network: "Network", outcome: _Outcome, show: _Show) -> None:
    """Let go of the chains, then compute everything again from genesis."""
    from counterfoil.node.audit import audit_chain
    from counterfoil.node.initialise import seal_policy

    network.close()
    with progress_bars(quiet=show.quiet) as progress:
        for chain in network.config.chains:
            seal = seal_policy(network.config, chain, network.keyring)
            directory = network.layout.chain(chain)
            report = audit_chain(directory, chain, seal=seal, custody=network.layout.custody, progress=progress)
            outcome.audits.append(report)
    show.stage("both chains and the custody log audited from genesis")
