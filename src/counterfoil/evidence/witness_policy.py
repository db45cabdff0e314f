# SPDX-License-Identifier: Apache-2.0
"""Witness policies (C2SP tlog-policy): which logs and witnesses are known, and which witnesses are enough.

::

    log counterfoil.example/custody+…
    witness alpha witness.example/alpha+…
    witness beta witness.example/beta+…
    witness gamma witness.example/gamma+…
    group two-of-three 2 alpha beta gamma
    quorum two-of-three

``check_log_signature`` and ``check_cosignatures`` with ``quorum_time`` are the offline verifier's checks 2 and 3.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint
from counterfoil.identity.note import Note, SignatureType, VerifierKey, parse_note, parse_vkey, verified_signatures
from counterfoil.primitives.errors import DecodeError, InputError

POLICY_LENGTH_MAX: Final = 1_000_000
NO_QUORUM: Final = "none"

_FORBIDDEN: Final = re.compile(rb"[^\x09\x0a\x20-\x7e\x80-\xff]")
_BLANK: Final = re.compile(r"[ \t]+")
_THRESHOLD: Final = re.compile(r"[1-9][0-9]{0,5}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class PolicyLog:
    """A log that is accepted; its key's name is the origin of its checkpoints."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness; ``name`` means something inside the policy only."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """A group has witnessed when at least ``threshold`` of its members have."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class WitnessPolicy:
    """A parsed policy. Groups stand in the order of definition, so members come before their group."""

    logs: tuple[PolicyLog, ...] = ()
    witnesses: tuple[PolicyWitness, ...] = ()
    groups: tuple[PolicyGroup, ...] = ()
    quorum: str = NO_QUORUM

    def satisfied_by(self, names: Collection[str]) -> bool:
        """Whether the witnesses of these policy names are enough."""
        return self.quorum == NO_QUORUM or self.quorum_time(dict.fromkeys(names, 0)) is not None

    def quorum_time(self, cosignatures: Mapping[str, int]) -> int | None:
        """The largest T such that the witnesses that cosigned at T or later are a quorum; None when they are not.

        Times are POSIX seconds by witness name. Under ``quorum none`` there is no T, so None.
        A group of threshold k has witnessed until the k-th latest time among its members.
        """
        return self._times(cosignatures).get(self.quorum)

    def group_satisfied(self, group: str, names: Collection[str]) -> bool:
        """Whether enough members of a group are among these names."""
        return self._times(dict.fromkeys(names, 0)).get(group) is not None

    def _times(self, cosignatures: Mapping[str, int]) -> dict[str, int | None]:
        times = {witness.name: cosignatures.get(witness.name) for witness in self.witnesses}
        for group in self.groups:
            cosigned = sorted((time for name in group.members if (time := times[name]) is not None), reverse=True)
            times[group.name] = cosigned[group.threshold - 1] if len(cosigned) >= group.threshold else None
        return times

    def encode(self) -> str:
        """The policy as text that ``parse_policy`` reads back."""
        lines = [_line("log", log.key.vkey, log.url) for log in self.logs]
        lines += [_line("witness", witness.name, witness.key.vkey, witness.url) for witness in self.witnesses]
        lines += [_line("group", group.name, str(group.threshold), *group.members) for group in self.groups]
        return "\n".join([*lines, _line("quorum", self.quorum), ""])


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint whose log signature and known cosignatures all verified; times in POSIX seconds by policy name."""

    note: Note
    checkpoint: Checkpoint
    cosigned: dict[str, int]


def open_checkpoint(data: bytes, policy: WitnessPolicy) -> OpenedCheckpoint:
    """Parse a checkpoint note and check every signature; whether the cosignatures are enough is not asked.

    Raises InputError when no known log signed it, or a signature of a known key does not verify.
    """
    note = parse_note(data)
    checkpoint = check_log_signature(note, policy)
    return OpenedCheckpoint(note, checkpoint, check_cosignatures(note, policy))


def check_log_signature(note: Note, policy: WitnessPolicy) -> Checkpoint:
    """The checkpoint, signed by a log of the policy whose key name is the origin; raises InputError."""
    checkpoint = parse_checkpoint(note.text)
    keys = [log.key for log in policy.logs if log.key.name == checkpoint.origin]
    if not keys:
        raise InputError(f"the policy knows no log of origin {checkpoint.origin!r}", where="checkpoint")
    if not verified_signatures(note, keys):
        raise InputError(f"not signed by a known key of {checkpoint.origin!r}", where="checkpoint")
    return checkpoint


def check_cosignatures(note: Note, policy: WitnessPolicy) -> dict[str, int]:
    """POSIX seconds by witness name, the latest where one cosigned twice; raises InputError at a false one."""
    names = {witness.key: witness.name for witness in policy.witnesses}
    cosigned: dict[str, int] = {}
    for verified in verified_signatures(note, names):
        name = names[verified.key]
        cosigned[name] = max(cosigned.get(name, 0), verified.time_s or 0)
    return cosigned


def parse_policy(text: str | bytes) -> WitnessPolicy:
    """Strict; raises DecodeError naming the line. Names are opaque octets (kept by surrogate escapes)."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    if len(data) > POLICY_LENGTH_MAX:
        raise DecodeError(f"{len(data)} bytes; at most {POLICY_LENGTH_MAX} are read", where="policy")
    if (control := _FORBIDDEN.search(data)) is not None:
        raise DecodeError(f"control character {control[0]!r} at byte {control.start()}", where="policy")
    parser = _Parser()
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = [word for word in _BLANK.split(line) if word]
        if words and not words[0].startswith("#"):
            parser.read(words, f"policy line {number}")
    if parser.quorum is None:
        raise DecodeError("no quorum line", where="policy", remedy="end it with `quorum <name>`")
    return WitnessPolicy(
        tuple(parser.logs), tuple(parser.witnesses.values()), tuple(parser.groups.values()), parser.quorum
    )


@dataclass
class _Parser:
    """What the lines so far have defined."""

    logs: list[PolicyLog] = field(default_factory=list)
    witnesses: dict[str, PolicyWitness] = field(default_factory=dict)
    groups: dict[str, PolicyGroup] = field(default_factory=dict)
    quorum: str | None = None
    _members: set[str] = field(default_factory=set)

    def read(self, words: list[str], where: str) -> None:
        match words:
            case ["log", vkey, *url] if len(url) < 2:
                self._log(vkey, url[0] if url else None, where)
            case ["witness", name, vkey, *url] if len(url) < 2:
                self._witness(name, vkey, url[0] if url else None, where)
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members, where)
            case ["quorum", name]:
                self._quorum(name, where)
            case _:
                raise DecodeError(
                    f"not a policy line: {' '.join(words)[:80]!r}",
                    where=where,
                    remedy="log <vkey> [url], witness <name> <vkey> [url], group <name> all|any|<k> <member>…, "
                    "quorum <name>|none",
                )

    def _log(self, vkey: str, url: str | None, where: str) -> None:
        key = _key(vkey, SignatureType.ed25519, where)
        if key.public_key in {log.key.public_key for log in self.logs}:
            raise DecodeError("another log has the same public key", where=where)
        self.logs.append(PolicyLog(key, url))

    def _witness(self, name: str, vkey: str, url: str | None, where: str) -> None:
        self._require_new(name, where)
        key = _key(vkey, SignatureType.cosignature_v1, where)
        if key.public_key in {witness.key.public_key for witness in self.witnesses.values()}:
            raise DecodeError("another witness has the same public key", where=where)
        self.witnesses[name] = PolicyWitness(name, key, url)

    def _group(self, name: str, threshold: str, members: list[str], where: str) -> None:
        self._require_new(name, where)
        for member in members:
            self._require_defined(member, where)
            if member in self._members:
                raise DecodeError(f"{member!r} is a member of a group already", where=where)
            self._members.add(member)
        self.groups[name] = PolicyGroup(name, _threshold(threshold, len(members), where), tuple(members))

    def _quorum(self, name: str, where: str) -> None:
        if self.quorum is not None:
            raise DecodeError("a second quorum line", where=where)
        if name != NO_QUORUM:
            self._require_defined(name, where)
        self.quorum = name

    def _require_new(self, name: str, where: str) -> None:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            raise DecodeError(f"the name {name!r} is taken", where=where)

    def _require_defined(self, name: str, where: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise DecodeError(f"{name!r} is not defined on a line before", where=where)


def _key(vkey: str, type_: SignatureType, where: str) -> VerifierKey:
    try:
        key = parse_vkey(vkey)
    except DecodeError as error:
        raise DecodeError(error.problem, where=f"{where}, {error.where}", remedy=error.remedy) from error
    if key.type is not type_:
        raise DecodeError(f"a key of type {key.type:02x} where type {type_:02x} is wanted", where=where)
    return key


def _threshold(word: str, members: int, where: str) -> int:
    if word in ("all", "any"):
        return members if word == "all" else 1
    if _THRESHOLD.match(word) is None or int(word) > members:
        raise DecodeError(f"threshold {word!r} of {members} members", where=where, remedy="all, any, or 1 to all")
    return int(word)


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None)
