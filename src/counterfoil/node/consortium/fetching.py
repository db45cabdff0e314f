# SPDX-License-Identifier: Apache-2.0
"""The engine fetches a snapshot from the others' engines, and it is executed here as it comes.

The engine is started for this alone. It has the snapshot once it asks for the first block behind it, which is not
executed: a block is sealed with that, and this is not the time to seal.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Condition
from typing import Final
from urllib.parse import quote

import msgspec

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.engine_config import StateSync, socket_of
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home, replace_config
from counterfoil.consensus.cometbft.engine_process import EngineProcess
from counterfoil.consensus.cometbft.header_socket import HeaderSocket
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import Joining, OrderedApplication, Standing
from counterfoil.consensus.cometbft.restoring import BLOCKS, HEIGHTS, STATE, Offered, Restoration, put_in_place
from counterfoil.consensus.cometbft.server import AbciServer
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.consensus.sealing.share import with_signatures
from counterfoil.identity.signing import Signer
from counterfoil.node.chain import read_genesis
from counterfoil.node.consortium.described import MemberConfig, SnapshotConfig
from counterfoil.node.consortium.vouching import Voucher
from counterfoil.node.contracts.running_here import programs
from counterfoil.node.engine_blocks import Root
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import ChainId, Timestamp
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import StateStore

SOCKETS_MAX: Final = 4
OFFER_S: Final = 90.0
"""Until a snapshot is begun: the engine looks for 15 s first, and asks all that it reaches."""
STEP_S: Final = 120.0
"""Until the next chunk of it, and from the last one to the engine's next block."""


class SnapshotRefused(CounterfoilError):
    """Nothing could be begun from; says why."""


class _Stopped(CounterfoilError):
    """The engine has the snapshot, and is answered no further."""


class Beginning:
    """What a beginning needs to know of its member."""

    def __init__(
        self,
        directory: Path,
        chain: ChainId,
        *,
        home: EngineHome,
        member: MemberConfig,
        asked: SnapshotConfig,
        key: Signer | None,
        clock: Callable[[], Timestamp],
        notice: Callable[[str], None],
    ) -> None:
        """``key``: the firm's, by which members' services know it; without it none can be asked."""
        self.directory, self.chain, self.home = directory, chain, home
        self.member, self.asked, self.key = member, asked, key
        self.clock, self.notice = clock, notice

    def tell(self, what: str) -> None:
        self.notice(f"{self.chain}: {what}")


class Heard:
    """How far it came, as whoever waits for it sees it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._steps = 0
        self.accepted = self.whole = False
        self.ended: str | None = None
        self.refused: list[str] = []
        self.next_validators = b""

    def step(self, *, accepted: bool = False, whole: bool = False) -> None:
        with self._changed:
            self._steps += 1
            self.accepted, self.whole = self.accepted or accepted, self.whole or whole
            self._changed.notify_all()

    def end(self, why: str, next_validators: bytes = b"") -> None:
        """The first word counts."""
        with self._changed:
            if self.ended is None:
                self.ended, self.next_validators = why, next_validators
                self._changed.notify_all()

    def wait(self) -> None:
        """Until it ends; raises SnapshotRefused where nothing more comes."""
        while True:
            with self._changed:
                before, within = self._steps, STEP_S if self.accepted else OFFER_S
                if self._changed.wait_for(lambda: self.ended is not None or self._steps != before, within):  # noqa: B023
                    if self.ended is None:
                        continue
                    break
            what = "nothing more of a snapshot came" if self.accepted else "nobody offered one that could be taken"
            raise SnapshotRefused(f"{what} within {within:g} s{self._why()}")
        if not self.next_validators:
            raise SnapshotRefused(f"{self.ended}{self._why()}")

    def _why(self) -> str:
        return f"; refused: {'; '.join(self.refused)}" if self.refused else ""


class _Restoring(OrderedApplication):
    """Answers the engine until it has its snapshot, and the first block behind it."""

    heard: Heard

    def offer_snapshot(self, request: abci.RequestOfferSnapshot) -> abci.ResponseOfferSnapshot:
        response = super().offer_snapshot(request)
        self.heard.step(accepted=response.result == Offered.ACCEPT)
        return response

    def apply_snapshot_chunk(self, request: abci.RequestApplySnapshotChunk) -> abci.ResponseApplySnapshotChunk:
        response = super().apply_snapshot_chunk(request)
        self.heard.step(whole=self._joining is None)
        return response

    def finalize_block(self, request: abci.RequestFinalizeBlock) -> abci.ResponseFinalizeBlock:
        """The engine has written that it stands on the snapshot: it asks for what comes next."""
        if self.heard.whole and request.height == self._heights.engine_height + 1:
            self.heard.end("the engine stands on the snapshot", request.next_validators_hash)
        raise _Stopped("nothing is executed before the snapshot is verified")


class _Opened:
    """What is open of the chain while it is restored."""

    def __init__(self, directory: Path, chain: ChainId) -> None:
        self._directory, self._chain = directory, chain

    def open(self) -> Standing:
        self._store = RocksStateStore.open(self._directory / STATE)
        self._log = FileBlockLog.open(self._directory / BLOCKS, durable_height=self._store.height)
        self._heights = EngineHeights.open(self._directory / HEIGHTS)
        return Standing(application_over(self._chain, self._store), self._log, self._heights)

    def close(self) -> None:
        for one in (self._heights, self._log, self._store):
            one.close()

    def reopen(self) -> Standing:
        self.close()
        put_in_place(self._directory)
        return self.open()


def application_over(chain: ChainId, store: StateStore) -> LedgerApplication:
    return LedgerApplication(Ledger(chain, store, programs))


def restore(beginning: Beginning, binary: Path, root: Root, vouchers: list[Voucher]) -> Heard:
    """Until the engine stands on a snapshot that was executed here; raises SnapshotRefused."""
    heard, genesis, home = Heard(), read_genesis(beginning.directory), beginning.home
    engines = {one.node_id: one.validator for one in beginning.member.peers}

    def refused(sender: str, why: str) -> None:
        told = f"{engines.get(sender, sender)}: {why}" if sender else why
        if told not in heard.refused:
            heard.refused.append(told)
            beginning.tell(f"not taken of {told}" if sender else f"not taken: {told}")

    restoration = Restoration(
        beginning.directory,
        chain=beginning.chain,
        genesis=genesis,
        make=partial(application_over, beginning.chain),
        unsealed=lambda header: with_signatures(header, ()),
        refused=refused,
    )
    with ExitStack() as closing:
        opened = _Opened(beginning.directory, beginning.chain)
        standing = opened.open()
        closing.callback(opened.close)
        closing.callback(restoration.close)
        ordered = _Restoring(
            standing.application,
            standing.block_log,
            standing.heights,
            genesis=genesis,
            share=lambda header: with_signatures(header, ()),
            joining=Joining(restoration, opened.reopen),
        )
        ordered.heard = heard
        closing.callback(ordered.close)
        config = read_home(home).config
        socket = socket_of(config.proxy_app)
        sockets = _header_sockets(socket.parent, vouchers, closing)
        replace_config(home, msgspec.structs.replace(config, statesync=_statesync(root, sockets)))
        ordered.start()
        server = AbciServer(ordered, socket, on_end=lambda error: heard.end(_ended(error)))
        closing.enter_context(server)
        process = EngineProcess(binary, home)
        closing.callback(process.stop)
        process.start(lambda reason: heard.end(f"the engine ended: {reason}"))
        heard.wait()
    replace_config(home, msgspec.structs.replace(config, statesync=StateSync()))
    return heard


def _ended(error: BaseException | None) -> str:
    return "the engine ended" if error is None else f"{type(error).__name__}: {error}"


def _statesync(root: Root, sockets: list[HeaderSocket]) -> StateSync:
    addresses = [one.address for one in sockets]
    return StateSync(
        enable=True,
        rpc_servers=",".join(addresses if len(addresses) > 1 else [*addresses, *addresses]),
        trust_height=root.height,
        trust_hash=root.hash.hex(),
    )


def _header_sockets(folder: Path, vouchers: list[Voucher], closing: ExitStack) -> list[HeaderSocket]:
    if quote(str(folder.absolute())) != str(folder.absolute()):
        problem = "no address for the engine, which takes letters, digits and ._-~/"
        raise SnapshotRefused(f"{folder.absolute()}: {problem}")
    # Names as short as that of the engine's own socket: a socket's path has little room.
    made = [HeaderSocket(folder / f"ask{number}", one.ask) for number, one in enumerate(vouchers[:SOCKETS_MAX])]
    for one in made:
        one.start()
        closing.callback(one.close)
    return made
