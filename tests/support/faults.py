# SPDX-License-Identifier: Apache-2.0
"""A consortium of whole members, each a host of its own, whose faults are tried; and who hands in meanwhile.

Each member is ``counterfoil serve`` with its engine, in namespaces of its own: its network, and its processes, which
end together and with this process. Times are measured and printed, and nothing is claimed of them.
"""

import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Final

import msgspec
import pytest

from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home
from counterfoil.consensus.cometbft.engine_keys import encode_node_key
from counterfoil.custody.files import waiting_lock
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.transaction import build_transaction
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.node.chain import genesis_hash
from counterfoil.node.consortium.cards import Place, make_card
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.setting_up import CUSTODY_FOLDER, FIRMS, ConsortiumPlan, generate
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.types import Height, HexHash, PartyId
from support.engine import engine, key
from support.floor import Floor, floor, require_namespaces
from support.hosted_member import DEADLINE_S, Member, Unanswered
from support.member_process import HONEST, SERVICE_PORT
from support.network import CHAIN, ORIGIN, no_passphrase
from support.node_service import key_of
from support.validators import ONE_AT_A_TIME

ENGINE_PORT, SEALS_PORT = 26_656, 26_659
VALID_FOR: Final = 90


class Life:
    """The chain of four members, and what was acknowledged of it."""

    def __init__(self, root: Path, place: Floor) -> None:
        self.root, self.floor = root, place
        self.custody = root / CUSTODY_FOLDER
        self.members = [Member(name, root / name, place, self.custody) for name in FIRMS]
        self.acknowledged: dict[bytes, str] = {}
        """transaction → who answered"""
        self.twins: dict[str, Member] = {}
        self._numbers = count()
        self._genesis: HexHash = genesis_hash(Layout(self.custody).chain(CHAIN), CHAIN)
        self._seen = 0

    def add_twin(self, twin: str, name: str) -> Member:
        """Another host with all the keys of a member but the engine's node key; it is none of ``members``."""
        folder = self.root / twin
        shutil.copytree(self.root / name, folder)
        home = EngineHome(Layout(folder).engine(CHAIN))
        config = read_home(home).config
        places = {self.floor.addresses[name]: self.floor.addresses[twin], str(self.root / name): str(folder)}
        text = home.config.read_text()
        for old, new in places.items():
            text = text.replace(f"{old}:", f"{new}:").replace(f"{old}/", f"{new}/")
        home.config.write_text(text)
        assert read_home(home).config != config
        home.node_key.write_bytes(encode_node_key(key(twin)))
        self.twins[twin] = Member(twin, folder, self.floor, self.custody)
        return self.twins[twin]

    def transaction(self, *, name: str = "") -> bytes:
        """A registration, each time of another party."""
        call = RegisterParty(
            party=PartyId(f"p-{next(self._numbers)}-{secrets.token_hex(3)}"),
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=name or "Somebody",
        )
        return build_transaction(
            [msgspec.to_builtins(call)],
            key_of(self.custody, DEPOSITORY),
            by=[DEPOSITORY],
            chain=CHAIN,
            genesis=self._genesis,
            valid_until=Height(self._seen + VALID_FOR),
            seed=secrets.token_bytes(32),
        ).encode()

    def order(self, *members: Member, name: str = "", deadline_s: float = DEADLINE_S) -> float:
        """Have one transaction ordered by any of these, one asked after the other; how long that took."""
        begun, data = monotonic(), self.transaction(name=name)
        for number in count():
            member = (members or self.members)[number % len(members or self.members)]
            with suppress(Unanswered):
                answer = member.hand_in(data)
                if answer["status"] == "committed":
                    self.acknowledged[data] = member.name
                    self._seen = max(self._seen, answer["height"])
                    return monotonic() - begun
                assert answer["name"] != "bad_signature", answer
            assert monotonic() - begun < deadline_s, "\n".join(
                f"{one.name}:\n{one.log[-2_000:]}" for one in self.members
            )
        raise AssertionError

    @contextmanager
    def published(self, notices: list[str] | None = None) -> Iterator[Network]:
        """The custody tier's folder, once all that is sealed was taken, anchored, audited and published."""
        begun = monotonic()
        with Network(self.custody, no_passphrase, wait_s=10) as network:
            network.notice = (notices if notices is not None else []).append
            while True:
                try:
                    network.publish()
                    break
                except CustodyError as error:  # members that began just now hear nobody yet
                    assert "has just been started" in str(error), error
                    assert monotonic() - begun < DEADLINE_S, error
            yield network

    def stands_still(self, *members: Member) -> None:
        """None of these orders anything: nobody answers, and no height grows."""
        before = [one.complete() for one in members]
        data = self.transaction()
        for member in members:
            with pytest.raises(Unanswered):
                member.hand_in(data)
        assert [one.complete() for one in members] == before

    @contextmanager
    def meanwhile(self, *members: Member) -> Iterator[None]:
        """Somebody hands in at these members, one after the other, whatever happens."""
        ended, failures = Event(), list[BaseException]()

        def run() -> None:
            try:
                while not ended.is_set():
                    self.order(*members)
            except BaseException as error:
                failures.append(error)

        thread = Thread(target=run, name="hands in")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
        assert not failures, failures

    def require_whole(self, *but: Member) -> None:
        """All have all that was acknowledged, once, and the same blocks; those that are named have no other ones."""
        whole = [one for one in self.members if one not in but]
        highest = max(one.complete() for one in whole)
        for member in whole:
            member.wait_for(highest)
        blocks = {member.name: member.blocks() for member in self.members}
        best = max(blocks.values(), key=len)
        for name, own in blocks.items():
            assert [one.header for one in own] == [one.header for one in best[: len(own)]], name
        for member in whole:
            standing = [data for block in blocks[member.name][: highest + 1] for data in block.transactions]
            assert len(standing) == len(set(standing))
            assert not self.acknowledged.keys() - set(standing), member.name
        assert [decode_header(one.header).height for one in best] == list(range(len(best)))


def tell(what: str, seconds: float) -> None:
    """What was measured, for whoever runs it to read."""
    sys.stdout.write(f"\n  {what}: {seconds:.1f} s")
    sys.stdout.flush()


@contextmanager
def timed(what: str) -> Iterator[None]:
    begun = monotonic()
    yield
    tell(what, monotonic() - begun)


@contextmanager
def life(
    *,
    faults: Mapping[str, str] = {},
    twins: Mapping[str, str] = {},
    disks: Mapping[str, Path] = {},
) -> Iterator[Life]:
    """Four members, started, of which those named have faults, or disks of their own; all is gone at the end.

    ``twins``: other hosts, not started, each with the keys of the member that is named.
    """
    require_namespaces()
    engine()
    with waiting_lock(ONE_AT_A_TIME), ExitStack() as ending:
        place = ending.enter_context(floor([*FIRMS, *twins]))
        root = Path(tempfile.mkdtemp(prefix="cf-"))
        ending.callback(shutil.rmtree, root, ignore_errors=True)
        for name, disk in disks.items():
            (root / "n").mkdir(exist_ok=True)
            (root / "n" / name).symlink_to(disk)
        make(root / "n", place)
        made = Life(root / "n", place)
        for twin, name in twins.items():
            ending.callback(made.add_twin(twin, name).end)
        for member in made.members:
            ending.callback(member.end)
            member.begin(faults.get(member.name, HONEST))
        for member in made.members:
            member.wait_until_ready()
        made.order()
        yield made


def make(root: Path, place: Floor, firms: Sequence[str] = FIRMS) -> None:
    """What each firm and the custody tier do before the chain begins."""
    cards = []
    for firm in firms:
        at = place.addresses[firm]
        reached = Place(engine=f"{at}:{ENGINE_PORT}", seals=f"{at}:{SEALS_PORT}", service=f"http://{at}:{SERVICE_PORT}")
        keyring = Keyring(Layout(root / firm).keys, no_passphrase)
        cards.append(make_card(root / firm, keyring, CHAIN, PartyId(firm), f"{firm}-1", reached))
    plan = ConsortiumPlan(
        origin=ORIGIN,
        custody_url="http://custody.example",
        witnesses=("alpha",),
        quorum=1,
        entry_auditors=(),
        state_auditors=("auditor",),
        recovery_delay_ms=0,
    )
    bundle = generate(root, cards, plan, no_passphrase, time=clock_ms())
    for firm in firms:
        join(root / firm, bundle, Keyring(Layout(root / firm).keys, no_passphrase))
