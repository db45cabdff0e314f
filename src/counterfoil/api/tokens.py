# SPDX-License-Identifier: Apache-2.0
"""Who asks by a token (``Authorization: Bearer``). What is asked, in this order, all of it before a body is read:

1. It came over TLS, or from this machine.
2. The request is for this service, by its authority.
3. It is a token, of one signature, and lives for 90 days at most.
4. It is for this service.
5. Now is between its times.
6. The key is somebody's who is known: one in force on the ledger. So a rotation ends a token.
7. The signature verifies.
8. It was not revoked by the party whose key it is.
9. The party is not suspended.
"""

import re
import threading
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.api.callers import Directory, KeyHolder
from counterfoil.api.problems import (
    FORBIDDEN,
    MISDIRECTED,
    SUSPENDED,
    TOKEN_AUDIENCE,
    TOKEN_EXPIRED,
    TOKEN_EXPOSED,
    TOKEN_INVALID,
    TOKEN_REVOKED,
    UNKNOWN_KEY,
    Problem,
    ProblemKind,
)
from counterfoil.evidence.text import format_time
from counterfoil.identity.dsse import valid_signers
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import PartyId, Timestamp, TimestampField
from counterfoil.transport.access_tokens import ID_PATTERN, LIFE_MS_MAX, AccessToken, Reach, read_token

AHEAD_MS: Final = 5_000
"""How far the clock of whoever made it may be ahead of ours."""
REVOKED_MAX: Final = 1_000
"""Of one party, of those that may still be worth something."""
CHALLENGE: Final = {"www-authenticate": 'Bearer error="invalid_token"'}


class Revocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token that its party took back."""

    at: TimestampField
    id: Annotated[str, Meta(pattern=ID_PATTERN)]
    party: PartyId


class Revoked:
    """Tokens that were taken back, kept across restarts; each is forgotten when it could live no longer."""

    def __init__(
        self,
        clock: Callable[[], Timestamp],
        *,
        kept: Callable[[], bytes] = lambda: b"[]",
        keep: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        """``kept`` gives what ``keep`` was given last; raises InputError where it is something else."""
        self._clock, self._kept, self._keep = clock, kept, keep
        self._lock = threading.Lock()
        self._all: dict[tuple[PartyId, str], Timestamp] = {}
        self.reload()

    def reload(self) -> None:
        """Read the file anew, to which a person may have added; what was revoked here meanwhile stays so."""
        data = self._kept()
        try:
            read = canonical.decode_json(data, tuple[Revocation, ...])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            remedy = 'a list of {"at": MILLISECONDS, "id": "32 HEX DIGITS", "party": "NAME"}'
            raise InputError(f"no list of revoked tokens: {error}", where="revoked tokens", remedy=remedy) from error
        with self._lock:
            self._all |= {(one.party, one.id): one.at for one in read}

    def has(self, party: PartyId, identifier: str) -> bool:
        return (party, identifier) in self._all

    def add(self, party: PartyId, identifier: str) -> None:
        """Take a token back, durably before it is told; raises Problem, and OSError where it cannot be kept."""
        with self._lock:
            now = self._clock()
            live = {name: at for name, at in self._all.items() if at > now - LIFE_MS_MAX - AHEAD_MS}
            if (party, identifier) not in live and sum(of == party for of, _ in live) >= REVOKED_MAX:
                raise Problem(FORBIDDEN, f"{REVOKED_MAX} tokens are revoked already: rotate the key, which ends all")
            live.setdefault((party, identifier), now)
            listed = [Revocation(at, name, of) for (of, name), at in sorted(live.items())]
            self._keep(canonical.encode(msgspec.to_builtins(listed)))
            self._all = live


@dataclass(frozen=True)
class Tokens:
    """A service's rules. ``authorities``: its own names with ports, in lower case."""

    directory: Directory
    clock: Callable[[], Timestamp]
    authorities: Set[str]
    revoked: Revoked

    def holder(self, text: str, authority: str, *, secure: bool) -> tuple[KeyHolder, Reach]:
        """Whose token it is, and what it is good for; raises Problem."""
        if not secure:
            detail = "a token travels over TLS: whoever is on the way has read this one, so revoke it"
            raise _problem(TOKEN_EXPOSED, detail)
        if authority.lower() not in self.authorities:
            raise Problem(MISDIRECTED, "the request names another host than this service has")
        try:
            token, envelope = read_token(text)
        except DecodeError as error:
            raise _problem(TOKEN_INVALID, str(error)) from None
        self._require_now(token)
        holder = self.directory(token.key)
        if holder is None:
            raise _problem(UNKNOWN_KEY, "the key that signed it is in force for nobody")
        if valid_signers(envelope, {token.key: holder.key}) != {token.key}:
            raise _problem(TOKEN_INVALID, "its signature does not verify")
        if self.revoked.has(holder.party, token.id):
            raise _problem(TOKEN_REVOKED, "")
        if holder.suspended:
            raise Problem(SUSPENDED)
        return holder, token.may

    def require_still(self, text: str, party: PartyId) -> None:
        """Of a token that was heard: raise Problem once its time is over, or its party took it back."""
        token, _ = read_token(text)
        self._require_now(token)
        if self.revoked.has(party, token.id):
            raise _problem(TOKEN_REVOKED, "")

    def _require_now(self, token: AccessToken) -> None:
        if not self.authorities & set(token.audience):
            raise _problem(TOKEN_AUDIENCE, f"it is for {', '.join(token.audience)}")
        now = self.clock()
        if token.issued > now + AHEAD_MS:
            raise _problem(TOKEN_INVALID, f"it says that it is made at {format_time(token.issued)}")
        if token.expires <= now:
            raise _problem(TOKEN_EXPIRED, f"it was worth nothing from {format_time(token.expires)} on")


def _problem(kind: ProblemKind, detail: str) -> Problem:
    return Problem(kind, detail, headers=CHALLENGE)


def is_identifier(text: str) -> bool:
    """Whether a token could be called so."""
    return re.match(ID_PATTERN, text) is not None


def kept_in(file: Path) -> Callable[[], bytes]:
    """Reads a file of revoked tokens; one that is not there is empty."""
    return lambda: file.read_bytes() if file.exists() else b"[]"
