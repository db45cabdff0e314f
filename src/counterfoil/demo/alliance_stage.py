# SPDX-License-Identifier: Apache-2.0
"""The stage of two alliances: a folder and a process for each member, and the custody tier's folder, which follows.

The custody tier's folder is the demonstration's own; members are below it. Keys are not encrypted: there are dozens,
and deriving each from a passphrase is slow on purpose.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from counterfoil.custody.files import write_durably
from counterfoil.demo.demonstration import ORIGIN, QUORUM, WITNESSES, serve_witnesses
from counterfoil.demo.mark import MARK, leave_mark
from counterfoil.demo.members import Member, free_ports, make_member, running
from counterfoil.demo.stage import Opening, Stage
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.bundle import BUNDLE_FILE, Bundle, encode_bundle
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.setting_up import ConsortiumPlan, begin_chain, create_custody
from counterfoil.node.initialise import RECOVERY_DELAY_MS, SUPERVISOR, FollowedChain
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.primitives.types import ChainId, PartyId

MEMBERS: Final = "members"
"""The folder with the members' folders."""
AUDITORS: Final = ("court", "regulator")
"""Both must have executed a chain before it is called audited."""
CUSTODY_URL: Final = "http://127.0.0.1:8403"
"""Where the custody tier is served, if it is."""
Alliances = Mapping[ChainId, Sequence[PartyId]]
"""Chain → firms, each of which runs one validator."""


class KeysOfAll(Keyring):
    """The custody tier's keys, and those of firms in their own folders: a demonstration signs for everybody."""

    def __init__(self, root: Path) -> None:
        super().__init__(Layout(root).keys, lambda: None)
        self.elsewhere: dict[str, Path] = {}
        """key → its file, of those that are in another folder"""

    def path(self, name: str) -> Path:
        return self.elsewhere.get(name) or super().path(name)

    def names(self) -> list[str]:
        return sorted({*super().names(), *self.elsewhere})


@dataclass
class AllianceStage(Stage):
    """Chains that are ordered by processes of their members."""

    members: list[Member] = field(default_factory=list)
    bundles: dict[ChainId, Bundle] = field(default_factory=dict)
    first_port: int = 0

    @property
    def supervisor(self) -> PrivateKey:
        """Who may have whole blocks of every member."""
        return self.network.keyring.get(SUPERVISOR)

    def member(self, party: PartyId) -> Member:
        return next(one for one in self.members if one.party == party)

    def of(self, chain: ChainId) -> list[Member]:
        return [one for one in self.members if one.chain == chain]

    def add(self, chain: ChainId, party: PartyId, name: str) -> Member:
        """A firm makes its card and takes in the bundle of a chain that runs; its node is not started yet."""
        number, folder = len(self.members), self.network.layout.root / MEMBERS / party
        keys = self.network.keyring
        assert isinstance(keys, KeysOfAll)
        member = make_member(folder, chain, party, number, self.first_port, name=name)
        join(folder, self.bundles[chain], Keyring(member.layout.keys, lambda: None), later=True)
        keys.elsewhere[party] = member.layout.keys / f"{party}.key"
        self.members.append(member)
        return member


@contextmanager
def alliance_stage(opening: Opening, alliances: Alliances, *, joining: int = 1) -> Iterator[AllianceStage]:
    """Everything made and started, and ended when the stage is left; ``joining``: how many members may be added."""
    root, audience = opening.directory, opening.audience
    leave_mark(root)
    first_port = free_ports(sum(map(len, alliances.values())) + joining)
    members, bundles = _create(root, alliances, first_port, opening)
    said = " and ".join(f"{len(firms)} validators of {chain}" for chain, firms in alliances.items())
    audience.tell(f"keys, cards and folders of {said}; a custody tier that follows both")
    with (
        running(members),
        Network(root, lambda: None, clock=opening.clock) as network,
    ):
        audience.tell(f"{len(members)} members run, each an engine and a node, two processes")
        network.keyring = _keys_of_all(root, members)
        with serve_witnesses(network):
            yield AllianceStage(
                network,
                next(iter(alliances)),
                audience,
                opening.clock,
                members=members,
                bundles=bundles,
                first_port=first_port,
            )


def _create(
    root: Path, alliances: Alliances, first_port: int, opening: Opening
) -> tuple[list[Member], dict[ChainId, Bundle]]:
    keyring, plan, time = Keyring(Layout(root).keys, lambda: None), _plan(), opening.clock()
    members: list[Member] = []
    bundles: dict[ChainId, Bundle] = {}
    followed: dict[ChainId, FollowedChain] = {}
    for chain, firms in alliances.items():
        for firm in firms:
            members.append(make_member(root / MEMBERS / firm, chain, firm, len(members), first_port))
        cards = [one.card for one in members if one.chain == chain]
        bundles[chain], followed[chain] = begin_chain(keyring, cards, plan, time=time)
    create_custody(root, followed, plan, keyring, time=time, beside=(MARK, MEMBERS))
    for member in members:
        join(member.folder, bundles[member.chain], Keyring(member.layout.keys, lambda: None))
    for chain, bundle in bundles.items():
        write_durably(root / MEMBERS / f"{chain}-{BUNDLE_FILE}", encode_bundle(bundle))
    return members, bundles


def _plan() -> ConsortiumPlan:
    return ConsortiumPlan(
        origin=ORIGIN,
        custody_url=CUSTODY_URL,
        witnesses=WITNESSES,
        quorum=QUORUM,
        entry_auditors=("auditor",),
        state_auditors=AUDITORS,
        recovery_delay_ms=RECOVERY_DELAY_MS,
    )


def _keys_of_all(root: Path, members: Sequence[Member]) -> KeysOfAll:
    keys = KeysOfAll(root)
    keys.elsewhere |= {one.party: one.layout.keys / f"{one.party}.key" for one in members}
    return keys
