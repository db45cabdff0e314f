# SPDX-License-Identifier: Apache-2.0
"""What a scene is, and what it plays on: a network with one chain, and a few words for doing business there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.application import TransactionResult
from counterfoil.demo.demonstration import Audience, create, serve_witnesses
from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.proofs import Checked, store_and_verify
from counterfoil.demo.transacting import attempt, keys_of, transact
from counterfoil.evidence.package import Package
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.holdings.queries import holding
from counterfoil.modules.holdings.records import Holding
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import Control, Role
from counterfoil.node.chain import ChainNode
from counterfoil.node.checking import check
from counterfoil.node.collect import Collector
from counterfoil.node.due import Wanted, carry_out
from counterfoil.node.export import exporter
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import describe
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity, Timestamp
from counterfoil.verify import Trust, parse_trust

CHAIN: Final = ChainId("alliance")
STEP_MS: Final = 5 * DAY_MS
"""Less than what a clock may be ahead of the last time that was vouched for."""


@dataclass(frozen=True)
class Opening:
    """What a stage is set with: a folder that is new or empty, and the rest as it is told to ``play``."""

    directory: Path
    chains: Sequence[ChainId]
    clock: "StageClock"
    audience: Audience
    passphrase: str | None
    keep_passphrase: bool


Setting = Callable[[Opening], "AbstractContextManager[Stage]"]
"""Makes what a scene plays on, and ends what runs for it."""


@contextmanager
def one_folder(opening: Opening) -> "Iterator[Stage]":
    """A network whose chains are ordered in this process, with witnesses behind servers of their own."""
    create(
        opening.directory,
        opening.passphrase,
        chains=opening.chains,
        keep_passphrase=opening.keep_passphrase,
        time=opening.clock(),
    )
    with (
        Network(opening.directory, lambda: opening.passphrase, clock=opening.clock) as network,
        serve_witnesses(network),
    ):
        yield Stage(network, opening.chains[0], opening.audience, opening.clock)


@dataclass(frozen=True)
class Scene:
    """One capability, played on a network of its own. ``number`` orders the scenes.

    ``days``: how long it takes by its own clock, which begins so long ago that it never passes the machine's.
    ``chains``: those of its network, on the first of which it begins.
    """

    number: int
    name: str
    title: str
    play: "Callable[[Stage], None]"
    days: int = 0
    chains: tuple[ChainId, ...] = (CHAIN,)
    setting: Setting = one_folder
    require: Callable[[], object] = lambda: None
    """raises InputError, which says what it needs that is not on this machine"""


class StageClock:
    """A clock as many days behind the machine's as a scene takes, which the scene puts forward."""

    def __init__(self, days: int) -> None:
        self._behind_ms = days * DAY_MS

    def __call__(self) -> Timestamp:
        return Timestamp(clock_ms() - self._behind_ms)

    def forward(self, by_ms: int) -> None:
        """The clock says so much more from now on; InvariantBroken past the machine's own time."""
        if by_ms > self._behind_ms:
            raise InvariantBroken(f"the scene is {by_ms - self._behind_ms} ms longer than it says")
        self._behind_ms -= by_ms


@dataclass(frozen=True)
class Act:
    """Something that was tried, and what came of it."""

    said: str
    came: str


@dataclass
class Stage:
    """A chain, the parties on it, and what happened so far."""

    network: Network
    chain: ChainId
    audience: Audience
    clock: StageClock
    acts: list[Act] = field(default_factory=list)
    packages: list[Checked] = field(default_factory=list)
    forgeries: list[Checked] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)
    """commands by which what the scene leaves is looked at"""

    @property
    def node(self) -> ChainNode:
        return self.network.chain(self.chain)

    @property
    def now(self) -> Timestamp:
        """The time of the chain's last block."""
        return self.node.reader.header(self.node.height).time

    def on(self, chain: ChainId) -> "Stage":
        """The same network's stage on another of its chains: what happens there is told here, and proved apart."""
        return Stage(
            self.network,
            chain,
            self.audience,
            self.clock,
            acts=self.acts,
            packages=self.packages,
            forgeries=self.forgeries,
        )

    def wait(self, ms: int) -> None:
        """So much time passes; the log is published every few days, so that the clock stays one to be believed."""
        while ms > 0:
            step = min(ms, STEP_MS)
            self.clock.forward(step)
            self.network.publish()
            ms -= step

    def enter(self, *firms: Firm) -> None:
        """Register firms, each with an encrypted key file, which is the same on every chain."""
        keyring = self.network.keyring
        known = keyring.names()
        keys = [keyring.get(one.party) if one.party in known else keyring.create(one.party) for one in firms]
        calls = [firm.registration(single_key_policy(key)) for firm, key in zip(firms, keys, strict=True)]
        self.set(*calls, by=[DEPOSITORY])

    def set(self, *calls: msgspec.Struct, by: Sequence[PartyId]) -> None:
        """One transaction that prepares the scene, and of which nothing is told."""
        transact(self.network, self.chain, calls, by)

    def do(self, said: str, *calls: msgspec.Struct, by: Sequence[PartyId]) -> None:
        """One transaction, which must succeed."""
        self.set(*calls, by=by)
        self._tell(said, "done")

    def drive(self, said: str, noun: str, *, by: PartyId) -> None:
        """What is due of a noun by now, as ``counterfoil due`` does it; of which nothing may be left."""
        done = carry_out(self.node, keys_of(self.network, [by]), self.clock, Wanted(noun))
        if done.left:
            raise InvariantBroken(f"due and refused: {done.left[0]}")
        self._tell(said, f"done, steps: {sum(len(calls) for calls, _ in done.answers)}")

    def refuse(self, said: str, *calls: msgspec.Struct, by: Sequence[PartyId], outcome: str) -> None:
        """One transaction, which the ledger must reject with this outcome."""
        answer = attempt(self.network, self.chain, calls, by)
        if not isinstance(answer, TransactionResult) or answer.outcome != outcome:
            raise InvariantBroken(f"the scene's transaction should meet {outcome}: {describe(answer)}")
        self._tell(said, f"refused: {outcome}")

    def define(self, instrument: InstrumentId, kind: InstrumentKind, unit: Unit, *, issuer: PartyId, name: str) -> None:
        """Define something that can be owned, and activate it."""
        defined = DefineInstrument(instrument=instrument, kind=kind, issuer=issuer, name=name, unit=unit)
        active = ChangeStatus(instrument=instrument, status=InstrumentStatus.active, by=issuer)
        self.set(defined, active, by=[issuer])

    def mint(self, bank: PartyId) -> None:
        """An operating bank, and the digital yuan that it issues."""
        self.enter(Firm(bank, "Central bank", (Role.operating_bank,)))
        self.define(
            CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=bank, name="数字人民币 Digital yuan"
        )

    def pay_in(self, bank: PartyId, *amounts: tuple[AccountId, int]) -> None:
        """The bank issues money into accounts, in its smallest unit."""
        issues = [Issue(instrument=CASH, account=to, quantity=Quantity(amount)) for to, amount in amounts]
        self.set(*issues, by=[bank])

    def open(self, account: AccountId, holder: PartyId, *, bank: PartyId | None = None) -> None:
        """Open an account that its holder alone draws on, and into which everybody may bring things."""
        opened = OpenAccount(
            account=account, holder=holder, custodian=bank, outgoing=Control.holder, incoming=Control.nobody
        )
        self.set(opened, by=[bank or holder])

    def check(self, said: str, *calls: Call) -> None:
        """Ask whether they would pass, and tell every reason why not; nothing is done."""
        reasons = check(self.node, calls, by=None, time=self.clock()).reasons
        self._tell(said, "; ".join(f"{reason.outcome} ({reason.detail})" for reason in reasons) or "would pass")

    def show(self, said: str, came: str) -> None:
        """Something that the register says now."""
        self._tell(said, came)

    def holding(self, account: AccountId, instrument: InstrumentId) -> Holding:
        """What the register says now; nothing where there is no holding."""
        found = holding(self.node.ledger.view, account, instrument)
        return found or Holding(account=account, instrument=instrument)

    def prove(self, **claims: Callable[[Collector], Package]) -> None:
        """Publish; then export a package of each claim under its name, and verify it."""
        self.network.publish()
        collector = exporter(self.node.reader, self.network.published(), self._trust())
        self.keep(**{name: claim(collector) for name, claim in claims.items()})

    def keep(self, **packages: Package) -> None:
        """Write each package under its name, and verify it."""
        folder, trust = self.network.layout.evidence, self._trust()
        folder.mkdir(exist_ok=True)
        of_several = f"{self.chain}-" if len(self.network.config.chains) > 1 else ""
        for name, package in packages.items():
            file = folder / f"{of_several}{name.replace('_', '-')}.zip"
            self.packages.append(store_and_verify(file, package, trust))

    def _trust(self) -> Trust:
        return parse_trust(self.network.layout.trust.read_bytes())

    def _tell(self, said: str, came: str) -> None:
        self.acts.append(Act(said, came))
        self.audience.tell(f"{said}: {came}")


@dataclass(frozen=True)
class Played:
    """What a scene ends with."""

    scene: Scene
    acts: Sequence[Act]
    packages: Sequence[Checked]
    forgeries: Sequence[Checked] = ()
    afterwards: Sequence[str] = ()

    @property
    def clean(self) -> bool:
        """Every package is proved, and every forgery fails where it must."""
        return all(item.as_it_should_be for item in [*self.packages, *self.forgeries])

    def summary(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "scene": self.scene.name,
            "acts": [{"said": act.said, "came": act.came} for act in self.acts],
            "evidence": {item.file.name: item.proved for item in self.packages},
            **({"forgeries": {one.file.name: one.failed_check for one in self.forgeries}} if self.forgeries else {}),
            "clean": self.clean,
        }


def play(scene: Scene, directory: Path, passphrase: str | None, audience: Audience, *, keep_passphrase: bool) -> Played:
    """Play a scene in a folder that is new or empty, and leave it there; raises InputError when it is neither.

    ``passphrase`` None: keys are not encrypted. What the scene needs and is not here is an InputError too.
    """
    scene.require()
    opening = Opening(directory, scene.chains, StageClock(scene.days), audience, passphrase, keep_passphrase)
    audience.tell(scene.title)
    with scene.setting(opening) as stage:
        scene.play(stage)
    return Played(scene, stage.acts, stage.packages, stage.forgeries, stage.afterwards)
