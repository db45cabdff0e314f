# SPDX-License-Identifier: Apache-2.0
"""Who signed a request (RFC 9421, RFC 9530). What is asked, in this order, the first six before its body is read:

1. It is for this service, by its authority.
2. It has one signature, of Ed25519, with key, nonce, and times of its making and its end.
3. Now is between those times, which are not further apart than is allowed.
4. The key is somebody's who is known.
5. The signature verifies over what was received.
6. It covers method, authority, path, query, the body's digest, and each header there that the service reads.
7. The digest is the body's.
8. Whoever signed is not suspended.
9. It was not sent before. Last, since only what is authentic is remembered: strangers fill no memory.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)

from counterfoil.api.callers import Caller, Directory, KeyHolder
from counterfoil.api.problems import (
    MISDIRECTED,
    SIGNATURE_EARLY,
    SIGNATURE_EXPIRED,
    SIGNATURE_INCOMPLETE,
    SIGNATURE_INVALID,
    SUSPENDED,
    UNKNOWN_KEY,
    UNSIGNED,
    Problem,
    ProblemKind,
)
from counterfoil.api.replays import AHEAD_S, Replays
from counterfoil.evidence.text import format_time
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives.types import KeyId, PartyId, Timestamp
from counterfoil.transport.access_tokens import Reach
from counterfoil.transport.request_signatures import (
    CONTENT_TYPE,
    COVERED,
    DIGEST,
    LABEL,
    LIFE_S_MAX,
    NONCE_LENGTH_MAX,
    Ed25519,
    covered_by,
)

_PARAMETERS: Final = {"alg": str, "created": int, "expires": int, "keyid": str, "nonce": str}
"""All of them, each of its type."""


class ReceivedHeaders(Protocol):
    """Names and values, every line of a header by itself."""

    def items(self) -> Sequence[tuple[str, str]]: ...


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it came in; the names of its fields are those that the library reads."""

    method: str
    url: str
    """absolute, of the authority that the request names"""
    headers: ReceivedHeaders
    authority: str
    has_body: bool
    """as its headers say"""
    secure: bool = False
    """whether nobody on the way can read it"""
    certificate: bytes | None = None
    """of whoever holds the other end of the connection, in DER"""


@dataclass(frozen=True)
class Sender:
    """Who signed a request by its headers, of which the body is still to come."""

    holder: KeyHolder
    result: Any
    """what the library found; None where there is no signature, and the connection says who he is"""
    may: Reach = Reach.submit
    require_still: Callable[[], object] = field(default=lambda: None, compare=False, repr=False)
    """as a ``Caller``'s; a signature is of one request, and what goes on has a time of its own"""

    @property
    def party(self) -> PartyId:
        return self.holder.party


class _Refused(InvalidSignature):
    """Found within the library: which problem it is."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True)
class SignedRequests:
    """A service's rules. ``authorities``: its own names with ports, in lower case; ``also``: headers that it reads."""

    directory: Directory
    clock: Callable[[], Timestamp]
    authorities: Set[str]
    replays: Replays
    also: tuple[str, ...] = ()

    def sender(self, request: ReceivedRequest) -> Sender:
        """Whoever signed the request, by questions 1 to 6, of its headers alone; raises Problem."""
        if request.authority.lower() not in self.authorities:
            raise Problem(MISDIRECTED, "the request names another host than this service has")
        names = [name.lower() for name, _ in request.headers.items()]
        if "signature" not in names or "signature-input" not in names:
            raise Problem(UNSIGNED, "sign it as Accept-Signature says (RFC 9421)", headers=self.wanted())
        now_s = self.clock() // 1_000
        keys = _Keys(self.directory)
        try:
            verifier = _Verifier(now_s, keys)
            (result,) = verifier.verify(request, max_age=None)
            self._require_covered(names, result.covered_components, has_body=request.has_body)
        except _Refused as refused:
            raise Problem(refused.kind, str(refused), headers=self._asked_again(refused.kind)) from None
        except HTTPMessageSignaturesException as error:
            raise Problem(SIGNATURE_INVALID, _told(error), headers=self.wanted()) from None
        return Sender(keys.found, result)

    def caller(self, request: ReceivedRequest, sender: Sender, body: bytes) -> Caller:
        """The same by the last three, once the body is there; raises Problem."""
        now_s = self.clock() // 1_000
        try:
            _Verifier(now_s, _Keys(self.directory)).verify_body(request, [sender.result], body)
        except HTTPMessageSignaturesException as error:
            raise Problem(SIGNATURE_INVALID, _told(error), headers=self.wanted()) from None
        if sender.holder.suspended:
            raise Problem(SUSPENDED)
        keyid = sender.holder.key.keyid
        signed = sender.result.parameters
        self.replays.admit(keyid, str(signed["nonce"]), created_s=int(signed["created"]), now_s=now_s)
        return Caller(sender.party, keyid)

    def wanted(self) -> dict[str, str]:
        """The headers by which a service says how it is to be asked (RFC 9421 §5.1)."""
        covered = " ".join(f'"{name}"' for name in (*COVERED, CONTENT_TYPE, *self.also, DIGEST))
        asked = f'{LABEL}=({covered});created;expires;keyid;nonce;alg="ed25519"'
        return {"www-authenticate": "Signature", "accept-signature": asked}

    def _require_covered(self, names: Sequence[str], covered: dict[str, str], *, has_body: bool) -> None:
        """Raise unless all is covered, each thing as a whole: a part of it, by a parameter, is another thing."""
        wanted = (*covered_by(names, self.also), *((DIGEST,) if has_body or DIGEST in names else ()))
        missing = [name for name in wanted if f'"{name}"' not in covered]
        if missing:
            raise _Refused(SIGNATURE_INCOMPLETE, f"it does not cover {', '.join(missing)}")

    def _asked_again(self, kind: ProblemKind) -> dict[str, str]:
        return self.wanted() if kind.status == 401 else {}


class _Keys(HTTPSignatureKeyResolver):
    """The directory, as the library asks it, and whom it found."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._found: KeyHolder | None = None

    @property
    def found(self) -> KeyHolder:
        assert self._found is not None, "a signature that verifies has a key"
        return self._found

    def resolve_public_key(self, key_id: str) -> PublicKey:
        self._found = self._directory(KeyId(key_id))
        if self._found is None:
            raise _Refused(UNKNOWN_KEY, "keyid is the hex SHA-256 of scheme, a zero byte, and the public key")
        # A directory that is wrong about a key would let in who has another one.
        assert self._found.key.keyid == key_id
        return self._found.key


class _Verifier(HTTPMessageVerifier):
    """The library's, by a clock that is given."""

    def __init__(self, now_s: int, keys: _Keys) -> None:
        super().__init__(signature_algorithm=Ed25519, key_resolver=keys)
        self._now_s = now_s

    def validate_created_and_expires(self, sig_input: Any, max_age: object = None) -> None:  # noqa: ARG002
        """Rules 2 and 3, which the library has asked before any other since it was written for them."""
        given = dict(sig_input.params)
        _require_parameters(given)
        created_s, expires_s = given["created"], given["expires"]
        if created_s > self._now_s + AHEAD_S:
            raise _Refused(SIGNATURE_EARLY, f"it says {_time(created_s)}, and here it is {_time(self._now_s)}")
        if not created_s < expires_s <= created_s + LIFE_S_MAX:
            raise _Refused(SIGNATURE_INVALID, f"expires is to be after created, by {LIFE_S_MAX} seconds at most")
        if expires_s <= self._now_s:
            raise _Refused(SIGNATURE_EXPIRED, f"it was worth nothing from {_time(expires_s)} on")


def _require_parameters(given: dict[str, object]) -> None:
    for name, kind in _PARAMETERS.items():
        if name not in given:
            raise _Refused(SIGNATURE_INCOMPLETE, f"it has no {name}")
        if type(given[name]) is not kind:
            raise _Refused(SIGNATURE_INVALID, f"its {name} is of another type")
    if given["alg"] != Ed25519.algorithm_id:
        raise _Refused(SIGNATURE_INVALID, "it is to be of ed25519")
    if not 0 < len(str(given["nonce"])) <= NONCE_LENGTH_MAX:
        raise _Refused(SIGNATURE_INVALID, f"its nonce is to have 1 to {NONCE_LENGTH_MAX} characters")


def _time(seconds: int) -> str:
    """Within what times can be: a structured field may hold fifteen digits."""
    return format_time(Timestamp(seconds * 1_000)) if 0 <= seconds < 2**33 else str(seconds)


def _told(error: HTTPMessageSignaturesException) -> str:
    """What the library says of what it was given; not what it says of an error that it did not expect."""
    foreseen = error.__cause__ is None or isinstance(error.__cause__, HTTPMessageSignaturesException)
    return str(error) if foreseen else "it cannot be read"
