# SPDX-License-Identifier: Apache-2.0
"""A network in use: its chains, its custody log, its witnesses and auditors, opened as they are needed."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import UNSET

from counterfoil.custody.custody_log import Clock, CustodyLog
from counterfoil.custody.entry_auditor import EntryAuditor
from counterfoil.custody.level import require_there
from counterfoil.custody.log import PUBLIC_FOLDER
from counterfoil.custody.reader import FolderEntries
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import AbsentWitness, HttpWitness, LocalWitness, WitnessClient
from counterfoil.evidence.seal import SealHistory
from counterfoil.evidence.witness_policy import OpenedCheckpoint, open_checkpoint
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.note import CosignatureSigner, NoteSigner, parse_vkey
from counterfoil.node.anchored import anchored_header, clock_doubt, require_level_log, witnessed_time
from counterfoil.node.anchoring import anchor_new_headers, register_chain
from counterfoil.node.chain import ChainNode, Engine, genesis_hash
from counterfoil.node.consortium.following import sealed_otherwise
from counterfoil.node.consortium.handing_on import handing_on
from counterfoil.node.consortium.opening import Opening, log_elsewhere, open_follower, open_member
from counterfoil.node.holder import Holder
from counterfoil.node.initialise import auditor_policy, recovery_policy, seal_policy, witness_policy, write_trust_file
from counterfoil.node.keyring import AskPassphrase, Keyring
from counterfoil.node.layout import Layout, NetworkConfig, WitnessConfig, read_config, require_chain
from counterfoil.node.published_log import PublishedLog, read_policy
from counterfoil.node.published_pages import publish_pages
from counterfoil.node.served_engine import ServedEngine
from counterfoil.node.service_socket import Publication, ServiceConnection
from counterfoil.node.state_audits import audit_chain
from counterfoil.primitives.errors import CounterfoilError, CustodyError, InputError, LockedError, ServedError
from counterfoil.primitives.types import ChainId, HexHash, Timestamp

CLOCK_REMEDY = "set the clock; if it is right, say so with --accept-clock"


def clock_ms() -> Timestamp:
    """The machine's clock; block time comes from it, unless a network is given another."""
    return Timestamp(time.time_ns() // 1_000_000)


class Network:
    """One process's hold on a network's folder; close it to let others in.

    While a service holds it, chains are read here and their blocks made there, and it is the service that publishes.
    """

    afar = False
    """whether a service tells it that is elsewhere"""
    witnesses: Sequence[WitnessClient] | None = None
    """who cosigns instead of the witnesses that ``network.json`` describes; set it before the first publication"""
    notice: Callable[[str], None] = staticmethod(lambda _: None)
    """told what whoever runs the folder should hear; set it before the first chain is opened"""

    def __init__(
        self,
        root: Path,
        ask: AskPassphrase,
        *,
        accept_clock: bool = False,
        wait_s: float = 0,
        clock: Clock | None = None,
    ) -> None:
        """``accept_clock``: a person says that the clock is right although it is far from the last time vouched for.

        ``wait_s``: for how many seconds another process may still write what is to be written here. ``clock``: what
        says the time to chains, log and the witnesses run here; None: the machine's.
        """
        self.layout = Layout(root)
        self.config: NetworkConfig = read_config(self.layout)
        self.keyring = Keyring(self.layout.keys, ask)
        self._accept_clock = accept_clock
        self._wait_s = wait_s
        self._clock = clock
        self._holder = Holder(root, wait_s=wait_s)
        self._chains: dict[ChainId, ChainNode] = {}
        self._custody: CustodyLog | None = None
        self.waiting: dict[ChainId, Timestamp] = {}
        """chain → when its other seal keys are in force, of those that the last publication left out"""
        self.trust_notice: str | None = None
        """what the last publication has to say of the trust file"""
        self.pages_left: list[Path] = []
        """files in the folder of the published log that stand where a page of ours would, and are none"""
        self._level = False
        """whether the custody log was found to be as far as its witnesses"""
        self._witnessed = Timestamp(0)
        """T of the last publication"""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with ExitStack() as closing:  # One that fails to close must not keep the others open and locked.
            closing.callback(self._holder.close)
            if self._custody is not None:
                closing.callback(self._custody.close)
            for chain in self._chains.values():
                closing.callback(chain.close)
            self._chains.clear()
            self._custody = None

    def now_ms(self) -> Timestamp:
        """What this network's clock says."""
        return clock_ms() if self._clock is None else self._clock()

    def _now_s(self) -> int:
        """The same in POSIX seconds, as witnesses use it."""
        return self.now_ms() // 1000

    def genesis(self, chain: ChainId) -> HexHash:
        """Hash of the header that names a chain for ever; the chain itself is not opened."""
        return genesis_hash(self.layout.chain(chain), chain)

    def chain(self, chain: ChainId, *, writable: bool = True) -> ChainNode:
        """The chain, opened on first use; a chain that was opened to be read cannot be written.

        Raises InputError for a chain that ``network.json`` does not describe, and for one behind what is anchored.
        """
        require_chain(self.config, chain)
        node = self._chains.get(chain)
        if node is None:
            node = self._open(chain) if writable else ChainNode.open_to_read(self.layout.chain(chain), chain)
            self._chains[chain] = node
        if writable and node.engine is None:
            raise InputError("the chain was opened to be read only", where=chain)
        return node

    def _open(self, chain: ChainId) -> ChainNode:
        if self._custody is not None:  # who has the log asks nobody
            return self._open_here(chain, self._wait_s)
        return self._holder.done_by(lambda _: self._open_served(chain), lambda wait_s: self._open_here(chain, wait_s))

    def _open_here(self, chain: ChainId, wait_s: float) -> ChainNode:
        self._require_level_log()
        anchored, described = None, self.config.chains[chain]
        if not self.config.custody_is_elsewhere:
            self._witnessed = witnessed_time(self.layout, self.config, self.keyring)
            anchored = anchored_header(self.layout.custody, chain)
        opening = Opening(self.layout, chain, self.keyring, self.now_ms, self._guard, anchored, wait_s, self.notice)
        if described.member is not UNSET:
            return open_member(opening, described.member)
        if described.follower is not UNSET:
            return open_follower(opening, described.follower)
        return ChainNode.open(
            self.layout.chain(chain),
            chain,
            clock=self.now_ms,
            seal_keys=[self.keyring.get(name) for name in described.seal_keys],
            anchored=anchored,
            guard=self._guard,
            wait_s=wait_s,
        )

    def _open_served(self, chain: ChainId) -> ChainNode:
        """The chain as it is read, with an engine that is the service's."""
        node = ChainNode.open_to_read(self.layout.chain(chain), chain)
        node.engine = ServedEngine(
            node,
            self._holder,
            lambda wait_s: self._open_here(chain, wait_s),
            clock_accepted=self._accept_clock,
        )
        return node

    def custody(self) -> CustodyLog:
        """The custody log with its private key, opened on first use; ServedError while a service holds the folder.

        While another process has it, chains are let go of: that process may wait for one of them to publish it, and
        each would wait for the other. Who asks for a chain afterwards gets it opened anew.
        """
        self.require_log("this")
        if self._custody is None and (service := self._holder.service()) is not None:
            raise ServedError(self.layout.root, service.process)
        return self._custody_here(self._wait_s)

    def _custody_here(self, wait_s: float) -> CustodyLog:
        if self._custody is None:
            self._require_level_log()
            held = [chain for chain, node in self._chains.items() if node.lock is not None]
            try:
                self._custody = self._open_custody(0 if held else wait_s)
            except LockedError:
                if not held or not wait_s:
                    raise
                for chain in held:
                    self._chains.pop(chain).close()
                self._custody = self._open_custody(wait_s)
        return self._custody

    def _open_custody(self, wait_s: float) -> CustodyLog:
        signer = self.log_signer()
        return CustodyLog.open(
            self.layout.custody,
            signer=signer,
            policy=witness_policy(self.config, signer),
            clock=self.now_ms,
            witnesses=self.witness_clients() if self.witnesses is None else self.witnesses,
            accept_clock=self._accept_clock,
            wait_s=wait_s,
        )

    def require_log(self, what: str) -> None:
        """Raise InputError, which names who has the custody log, where this folder has none."""
        if self.config.custody is not UNSET:
            raise log_elsewhere(self.config.custody, what)

    def log_signer(self) -> NoteSigner:
        self.require_log("signing for the log")
        assert self.config.custody_key is not UNSET
        return NoteSigner(self.keyring.get(self.config.custody_key), self.config.origin)

    def publish(self) -> OpenedCheckpoint:
        """Ask every chain for a block, anchor what it sealed, have it audited, and publish with a fresh quorum.

        Raises QuorumError when too few witnesses cosign; what is anchored stays, and the next call tries again.
        A chain that the log refuses, such as a halted one, or that an auditor cannot reproduce, keeps no other back:
        CustodyError is raised for it once the rest is published. One whose recovery is not in force yet is only
        ``waiting``: no block is asked of it. Where a service holds the folder it is the service that does all this.
        """
        self.require_log("publishing")
        if self._custody is not None:  # who has the log asks nobody
            return self._publish_here(self._custody)
        return self._holder.done_by(
            lambda service: self._published_there(service.publish()),
            lambda wait_s: self._publish_here(self._custody_here(wait_s)),
        )

    def _published_there(self, told: Publication) -> OpenedCheckpoint:
        self.waiting, self.trust_notice = told.waiting, told.trust_notice
        self.pages_left = [Path(one) for one in told.pages_left]
        return open_checkpoint(told.note, read_policy(self.layout.custody))

    def take_audit(self, envelope: Envelope) -> tuple[int, OpenedCheckpoint]:
        """Take a state auditor's signed word into the log, and publish; where it stands. Raises as ``publish``."""

        def through(service: ServiceConnection) -> tuple[int, OpenedCheckpoint]:
            told = service.publish(audit=envelope.encode())
            return told.index, self._published_there(told)

        def here(wait_s: float) -> tuple[int, OpenedCheckpoint]:
            custody = self._custody_here(wait_s)
            return custody.audit(envelope), custody.publish()

        return here(self._wait_s) if self._custody is not None else self._holder.done_by(through, here)

    def _publish_here(self, custody: CustodyLog) -> OpenedCheckpoint:
        refused: list[str] = []
        self.waiting = {}
        for chain in self.config.chains:
            if (until := self._waits(custody, chain)) is not None:
                self.waiting[chain] = until
                continue
            try:
                self.anchor(chain)
            except CounterfoilError as error:
                refused.append(str(error))
        if refused and not custody.size:
            raise CustodyError("; ".join(refused))
        try:
            opened = custody.publish()
        except CustodyError as error:
            raise type(error)("; ".join([*refused, str(error)])) from error
        self.pages_left = publish_pages(self.layout.custody)
        self.trust_notice = None if refused else self._write_trust_file(custody)
        if refused:
            raise CustodyError("; ".join(refused))
        return opened

    def _waits(self, custody: CustodyLog, chain: ChainId) -> Timestamp | None:
        """When the log will take the chain's next header, if that is still to come: a recovery takes its time."""
        if not custody.knows(chain):
            return None
        effective = custody.seals(chain).effective(custody.height(chain) + 1)
        return effective if effective > self.now_ms() else None

    def anchor(self, chain: ChainId, *, ask: bool = True) -> None:
        """Ask one chain for a block, anchor what it sealed, and have it audited; CustodyError when the log refuses."""
        custody, node = self.custody(), self._chains.get(chain) or self.chain(chain)
        self._require_keys_in_force(custody, chain)
        register_chain(custody, node.reader, self._seals(custody, chain))
        late = None
        if ask and node.engine is not None and not custody.is_halted(chain):
            late = self._ticked(node.engine, is_followed=self.config.chains[chain].follower is not UNSET)
        before = handing_on(custody, node, self.config.chains[chain].follower, self.keyring)
        anchor_new_headers(custody, node.reader, sealed_otherwise(node.engine), before=before)
        audit_chain(self.layout, self.config, self.keyring, custody, node)
        if late is not None:
            raise CustodyError(f"{chain}: what is followed is anchored, and no newer block came: {late}") from late

    def _ticked(self, engine: Engine, *, is_followed: bool) -> CounterfoilError | None:
        """Have a block made, so that "now" in a claim is now; why not, where others make it and what is here stands."""
        try:
            engine.tick().result()
        except CounterfoilError as error:
            if not is_followed:
                raise
            return error
        return None

    def _require_keys_in_force(self, custody: CustodyLog, chain: ChainId) -> None:
        """Raise CustodyError when the log has handed the chain to other keys than those that seal it here.

        So it is after a rotation that was interrupted; every further block would be one that no log takes.
        """
        if self.config.chains[chain].follower is not UNSET:  # its validators seal it, as the chain itself says
            return
        if custody.knows(chain) and custody.seals(chain).current != seal_policy(self.config, chain, self.keyring):
            raise CustodyError(
                f"{chain}: the log has other seal keys in force than network.json names; begin the rotation or "
                "recovery again with the same keys, which ends it"
            )

    def _seals(self, custody: CustodyLog, chain: ChainId) -> SealHistory:
        """Who may seal a chain: as the log knows it, or as it is to be registered."""
        if custody.knows(chain):
            return custody.seals(chain)
        recovery = recovery_policy(self.config, chain, self.keyring)
        delay_ms = 0 if recovery is None else self.config.chains[chain].recovery_delay_ms
        follower = self.config.chains[chain].follower
        first = seal_policy(self.config, chain, self.keyring) if follower is UNSET else follower.seal
        return SealHistory(chain, first, recovery, delay_ms)

    def _write_trust_file(self, custody: CustodyLog) -> str | None:
        """Have it say what ``network.json`` does; what there is to say of that. The log is published, come what may."""
        genesis = {chain: self.chain(chain, writable=False).reader.genesis_hash for chain in self.config.chains}
        seals = {chain: custody.seals(chain) for chain in self.config.chains}
        try:
            changed = write_trust_file(self.layout.trust, self.config, self.log_signer(), genesis, seals)
        except (CounterfoilError, OSError) as error:
            return f"the trust file was left as it is: {error}"
        remedy = "whoever verifies needs it anew: give it to them as you did the first"
        return f"{self.layout.trust} was written anew, for network.json says otherwise; {remedy}" if changed else None

    def published(self) -> PublishedLog:
        """The custody log as the world sees it; StorageError when there was one, and is no more."""
        self.require_log("evidence")
        require_there(self.layout.custody, self.layout.trust)
        return PublishedLog(self.layout.custody, auditors=auditor_policy(self.config))

    def witness(self, name: str) -> Witness:
        """The witness or entry auditor of that name, run here; raises InputError when its key is elsewhere."""
        config = next((witness for witness in self.config.cosigners if witness.name == name), None)
        if config is None or config.key is None:
            known = ", ".join(witness.name for witness in self.config.cosigners if witness.key is not None)
            raise InputError(f"no witness {name!r} has its key here", where="witness", remedy=f"known: {known}")
        folder, log = self.layout.witness(name), self.log_signer().verifier
        signer = CosignatureSigner(self.keyring.get(config.key), name)
        if config not in self.config.entry_auditors:
            return Witness(folder, signer=signer, logs=[log], clock=self._now_s, accept_clock=self._accept_clock)
        return EntryAuditor(
            folder,
            signer=signer,
            log=log,
            source=FolderEntries(self.layout.custody / PUBLIC_FOLDER),
            clock=self._now_s,
            accept_clock=self._accept_clock,
        )

    def witness_clients(self) -> list[WitnessClient]:
        """One client for each who cosigns: over HTTP where there is a URL, in this process otherwise."""
        return [self._client(config) for config in self.config.cosigners]

    def _client(self, config: WitnessConfig) -> WitnessClient:
        if config.url is not None:
            return HttpWitness(config.name, parse_vkey(config.vkey), config.url)
        try:
            return LocalWitness(config.name, self.witness(config.name))
        except (CounterfoilError, OSError) as error:
            return AbsentWitness(config.name, str(error))

    def _require_level_log(self) -> None:
        """Raise InputError or StorageError, before anything is ordered or signed, when the log is behind or gone."""
        if not self._level and not self.config.custody_is_elsewhere:
            require_level_log(self.layout, self.config, self.keyring)
            self._level = True

    def clock_doubt(self, parent: Timestamp, time: Timestamp | None = None) -> str | None:
        """Why no block is made under this clock after one of ``parent``'s time; None where it is believed."""
        return clock_doubt(self.now_ms(), max(parent, self._witnessed), time, accepted=self._accept_clock)

    def _guard(self, time: Timestamp, parent: Timestamp) -> None:
        """No block under a clock that is far from the last block, or from what the witnesses last vouched for."""
        if (problem := self.clock_doubt(parent, time)) is not None:
            raise InputError(problem, where="clock", remedy=CLOCK_REMEDY)
