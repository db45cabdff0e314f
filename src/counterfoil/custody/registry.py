# SPDX-License-Identifier: Apache-2.0
"""The entry rules: what the log accepts, given the entries before. No I/O, so that everybody replays the same rules.

 1  ``chain``         an identifier not registered yet; at most 192 chains, since one roll names them all
 2                    sound seal and recovery policies that share no key; a delay only where there is recovery
 3  all others        ``received``, the log's time of receipt, never decreases along the log
 4  ``anchor``        the chain is registered, and not halted
 5                    the seal is over these header bytes, by the policy in force at that height
 6                    height = last + 1; parent = hash of the last; height 0 is the registered genesis
 7                    its time is later than the last header's, and at most 60 s ahead of the time of receipt
 8                    received no earlier than a recovery, if that put its policy in force, takes effect
 9                    ``late``: received more than 60 s after its time
10  ``equivocation``  another header, sealed as in 5, at an anchored height; one proof for each height
11                    ``retired``: that height's policy has been replaced since. If not, the chain is halted: at the
                      lowest such height, until a rotation
12  ``rotation``      names the chain, the rotation before, and the last anchored header, halted or not: what is
                      anchored stays, what never was is void
13                    its policy is sound and shares no key with the recovery policy
14                    ``effective`` 0: signed under the policy in force, which does not speak for a halted chain
15                    ``effective`` later than receipt and the chain's delay: signed under the recovery policy
16  ``audit``         its payload has an audit's type, somebody signed it, and the log does not hold it yet
17                    it names this log, the chain's genesis, an anchored header, and the state root of that header
18  ``roll``          every chain, sorted: last anchored header, height, time; halted; last rotation; policy in force
"""

import re
from typing import Final

from counterfoil.custody.chain_state import ChainState
from counterfoil.evidence.entries import (
    AHEAD_MAX_MS,
    AnchorEntry,
    Audit,
    AuditEntry,
    ChainEntry,
    Entry,
    EquivocationEntry,
    RollEntry,
    RotationEntry,
    decode_audit,
    decode_entry,
)
from counterfoil.evidence.seal import SealedHeader, decode_rotation, open_seal, seal_policy_problem
from counterfoil.evidence.text import format_time
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import check_policy
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import IDENTIFIER_PATTERN, ChainId, Timestamp

CHAINS_MAX: Final = 192
"""A roll of as many chains of the longest names fits an entry; with 198 it could not be written."""
_IDENTIFIER: Final = re.compile(IDENTIFIER_PATTERN)


class Registry:
    """The state that the entries so far add up to. ``judge`` refuses, ``apply`` changes."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.chains: dict[ChainId, ChainState] = {}
        self.received = Timestamp(0)
        """Of the last entry that was stamped, 0 before the first."""
        self.last_was_roll = False

    def replay(self, index: int, entry_bytes: bytes) -> None:
        """Judge and take in the next entry of somebody's log; raises CustodyError saying which rule it breaks."""
        try:
            entry = decode_entry(entry_bytes)
            self.judge(entry)
            self.apply(index, entry)
        except (CustodyError, InputError) as error:
            raise CustodyError(f"entry {index}: {error}") from error

    def apply(self, index: int, entry: Entry) -> None:
        """Take in an entry of the log that was judged when it was accepted; raises KeyError or InputError if not."""
        match entry:
            case ChainEntry():
                self.chains[entry.chain] = ChainState.registered(entry, index)
            case AnchorEntry():
                self.chains[entry.header.chain].anchor(index, entry)
            case EquivocationEntry():
                self.chains[entry.header.chain].equivocate(index, entry)
            case RotationEntry():
                self.chains[decode_rotation(entry.rotation).chain].rotate(index, entry)
            case AuditEntry():
                self.chains[decode_audit(entry.audit).chain].audit(index, entry)
        if not isinstance(entry, ChainEntry):
            self.received = entry.received
        self.last_was_roll = isinstance(entry, RollEntry)

    def judge(self, entry: Entry) -> None:
        """Raises CustodyError unless ``entry`` may be the next of the log."""
        if isinstance(entry, ChainEntry):
            self._judge_chain(entry)
            return
        if entry.received < self.received:
            own, before = format_time(entry.received), format_time(self.received)
            raise CustodyError(f"received at {own}, but an entry before it at {before}")
        match entry:
            case AnchorEntry() | EquivocationEntry():
                expected = self.entry_for(SealedHeader(entry.header, entry.seal), entry.received)
                if entry != expected:
                    raise CustodyError(_difference(entry, expected))
            case RotationEntry():
                self.rotation_for(entry.rotation, entry.received)
            case AuditEntry():
                self.audit_for(entry.audit, entry.received)
            case RollEntry():
                self._judge_roll(entry)

    def entry_for(self, sealed: SealedHeader, received: Timestamp) -> AnchorEntry | EquivocationEntry:
        """The entry that a sealed header, not in the log yet, makes; raises CustodyError when it is refused."""
        header = sealed.header
        state = self.require_chain(header.chain)
        where = f"header {header.height} of {header.chain}"
        try:
            open_seal(header, sealed.seal, state.seals.at(header.height))
        except InputError as error:
            raise CustodyError(f"{where}: {error.problem}") from error
        if header.height <= state.height:
            _check_other(sealed, state, where)
            return EquivocationEntry(
                anchored=state.indexes[header.height],
                header=header,
                received=received,
                retired=state.seals.is_retired(header.height),
                seal=sealed.seal,
            )
        _check_next(sealed, state, where)
        _check_times(sealed, state, received, where)
        return AnchorEntry(
            header=header, late=received - header.time > AHEAD_MAX_MS, received=received, seal=sealed.seal
        )

    def rotation_for(self, envelope: Envelope, received: Timestamp) -> RotationEntry:
        """The entry that a rotation, not in the log yet, makes; raises CustodyError when it is refused."""
        try:
            rotation = decode_rotation(envelope)
        except InputError as error:
            raise CustodyError(f"rotation: {error}") from error
        state = self.require_chain(rotation.chain)
        where = f"rotation of {rotation.chain}"
        if (index := state.rotation_index(envelope)) is not None:
            raise CustodyError(f"{where}: in the log already, at index {index}")
        if (rotation.last_height, rotation.last_hash) != (state.height, state.head):
            raise CustodyError(
                f"{where}: it goes on from header {rotation.last_height} {rotation.last_hash}, "
                f"but the last anchored one is {state.height} {state.head}"
            )
        if state.halted is not None and not rotation.effective:
            raise CustodyError(f"{where}: the chain is halted at {state.halted}; only its recovery policy may go on")
        try:
            state.seals.rotated(0, envelope, received=received)
        except InputError as error:
            raise CustodyError(f"{where}: {error.problem}") from error
        return RotationEntry(received=received, rotation=envelope)

    def audit_for(self, envelope: Envelope, received: Timestamp) -> AuditEntry:
        """The entry that a state auditor's statement, not in the log yet, makes; raises CustodyError when refused.

        Whether the keys that signed it are an auditor's, each reader decides by its own trust file.
        """
        try:
            audit = decode_audit(envelope)
        except InputError as error:
            raise CustodyError(f"audit: {error}") from error
        state = self.require_chain(audit.chain)
        where = f"audit of header {audit.height} of {audit.chain}"
        if not envelope.signatures:
            raise CustodyError(f"{where}: nobody signed it")
        if (index := state.audit_index(envelope)) is not None:
            raise CustodyError(f"{where}: in the log already, at index {index}")
        _check_audit(audit, state, self.origin, where)
        return AuditEntry(audit=envelope, received=received)

    def roll(self, received: Timestamp) -> RollEntry:
        """The roll as of now."""
        return RollEntry(chains=tuple(self.chains[chain].rolled for chain in sorted(self.chains)), received=received)

    def require_chain(self, chain: ChainId) -> ChainState:
        """The state of a chain; raises CustodyError when it is not registered."""
        if (state := self.chains.get(chain)) is None:
            raise CustodyError(f"chain {chain} is not registered in this log")
        return state

    def _judge_chain(self, entry: ChainEntry) -> None:
        if _IDENTIFIER.match(entry.chain) is None:
            raise CustodyError(f"{entry.chain!r} is no identifier of a chain")
        if entry.chain in self.chains:
            raise CustodyError(f"chain {entry.chain} is registered already, and not in the same words")
        if len(self.chains) >= CHAINS_MAX:
            raise CustodyError(f"the log keeps {CHAINS_MAX} chains already, and a roll must name them all")
        if (problem := seal_policy_problem(entry.seal, entry.recovery)) is not None:
            raise CustodyError(f"seal policy of {entry.chain}: {problem}")
        if entry.recovery is None and entry.recovery_delay_ms:
            raise CustodyError(f"chain {entry.chain} has a delay of recovery, but no recovery policy")
        if entry.recovery is not None and (problem := check_policy(entry.recovery)) is not None:
            raise CustodyError(f"recovery policy of {entry.chain}: {problem}")

    def _judge_roll(self, entry: RollEntry) -> None:
        expected = self.roll(entry.received)
        if [line.chain for line in entry.chains] != [line.chain for line in expected.chains]:
            raise CustodyError("the roll does not name every chain of the log, in order")
        for line, known in zip(entry.chains, expected.chains, strict=True):
            for name in line.__struct_fields__:
                said, is_so = getattr(line, name), getattr(known, name)
                if said != is_so:
                    raise CustodyError(f"the roll says that {name} of {line.chain} is {said}, but it is {is_so}")


def _check_other(sealed: SealedHeader, state: ChainState, where: str) -> None:
    """The header is another one than what the log holds for its height."""
    height = sealed.header.height
    if (index := state.header_index(height, sealed.hash)) is not None:
        raise CustodyError(f"{where}: in the log already, at index {index}")
    if height in state.equivocations:
        raise CustodyError(
            f"{where}: that two were sealed is proved already, at index {state.equivocations[height][0]}"
        )


def _check_next(sealed: SealedHeader, state: ChainState, where: str) -> None:
    """The header continues the chain where the last anchor left it."""
    header = sealed.header
    if state.halted is not None:
        raise CustodyError(
            f"{where}: the chain is halted, for it sealed two headers at height {state.halted}; "
            "a rotation by its recovery policy would end that"
        )
    if header.height != state.height + 1:
        raise CustodyError(f"{where}: the next height to anchor is {state.height + 1}")
    if header.parent != state.head:
        raise CustodyError(f"{where}: its parent {header.parent} is not the last anchored header {state.head}")
    if header.height == 0 and to_hex(sealed.hash) != state.entry.genesis:
        raise CustodyError(f"{where}: not the registered genesis {state.entry.genesis}")


def _check_times(sealed: SealedHeader, state: ChainState, received: Timestamp, where: str) -> None:
    """Its time goes on, and has come; so has that of its seal policy."""
    header = sealed.header
    if header.height and header.time <= state.time:
        own, last = format_time(header.time), format_time(state.time)
        raise CustodyError(f"{where}: its time {own} is not after the last anchored header's {last}")
    if (ahead := header.time - received) > AHEAD_MAX_MS:
        raise CustodyError(
            f"{where}: its time is {ahead} ms ahead of the log's clock, at most {AHEAD_MAX_MS} are accepted; "
            "submit it when its time has come, or set the clock that is wrong"
        )
    if received < (effective := state.seals.effective(header.height)):
        begins, now = format_time(effective), format_time(received)
        raise CustodyError(f"{where}: its seal policy is in force only from {begins} on, and it is {now}")


def _check_audit(audit: Audit, state: ChainState, origin: str, where: str) -> None:
    """What an audit names is what this log holds."""
    if audit.log != origin:
        raise CustodyError(f"{where}: it is for the log {audit.log}, and this one is {origin}")
    if audit.genesis != state.entry.genesis:
        raise CustodyError(f"{where}: it begins at genesis {audit.genesis}, not at {state.entry.genesis}")
    if audit.height > state.height:
        raise CustodyError(f"{where}: the last anchored header is {state.height}")
    if audit.header != (header := to_hex(state.headers[audit.height])):
        raise CustodyError(f"{where}: it is of header {audit.header}, but {header} is anchored")
    if audit.state != (root := to_hex(state.states[audit.height])):
        raise CustodyError(f"{where}: it names the state {audit.state}, but the header {root}")


def _difference(entry: AnchorEntry | EquivocationEntry, expected: AnchorEntry | EquivocationEntry) -> str:
    """In what an entry is not the one that its header makes."""
    where = f"header {entry.header.height} of {entry.header.chain}"
    said, is_so = (type(one).__struct_config__.tag for one in (entry, expected))
    if said != is_so:
        return f"{where}: the entry is an {said}, but this header makes an {is_so}"
    name = next(name for name in entry.__struct_fields__ if getattr(entry, name) != getattr(expected, name))
    return f"{where}: {name} is {getattr(entry, name)}, and should be {getattr(expected, name)}"
