# SPDX-License-Identifier: Apache-2.0
"""What a client knows of a service: which chain, its genesis, how far it was, the headers shown, whose its keys are.

The rest of the conversations are built on this. Nothing that a service tells may contradict what it told before.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from counterfoil.client.errors import NotBelieved, NotFound, ServiceFailed
from counterfoil.client.patience import Patience
from counterfoil.client.results import ChainStatus
from counterfoil.client.steps import Answer, Conversation, Request
from counterfoil.identity.signing import Signer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, HexHash, KeyId, PartyId
from counterfoil.verify.trust import Trust, TrustedChain

T = TypeVar("T")
HEADERS_KEPT: Final = 4_096
_SAFE: Final = "/:._-~"


class Chains(msgspec.Struct, frozen=True):
    """What a service says of its chains."""

    chains: tuple[ChainStatus, ...]


class KeyTold(msgspec.Struct, frozen=True):
    """Whose a key is."""

    party: PartyId


class KeyRecord(msgspec.Struct, frozen=True):
    """The record of a key."""

    value: KeyTold


@dataclass
class KnownNode:
    """One service and one chain of it; ``chain`` None until it is known which."""

    patience: Patience
    signers: Sequence[Signer]
    by: Sequence[str] = ()
    """the parties that consent, where they are not those whose the keys are"""
    chain: str | None = None
    trust: Trust | None = None
    genesis: HexHash | None = None
    height: int = -1
    """the last that was told"""
    _headers: OrderedDict[int, HexHash] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    """threads may share a client"""
    _parties: dict[KeyId, PartyId] = field(default_factory=dict, repr=False)

    def chains(self) -> Conversation[tuple[ChainStatus, ...]]:
        """Every chain of the service, as it is now."""
        answer = yield from self.asked(Request("GET", "/chains"))
        found = read(answer, Chains, "GET /chains").chains
        for one in found:
            if one.chain == self.chain:
                self._note(one)
        return found

    def status(self) -> Conversation[ChainStatus]:
        """The chain that this client is about; the only one, where none was named."""
        found = yield from self.chains()
        names = [one.chain for one in found]
        if self.chain is None and len(names) != 1:
            remedy = f"chain={names[0]!r}, or another of {', '.join(names)}" if names else "ask who runs it"
            raise InputError(f"the service has {len(names)} chains", where="chain", remedy=remedy)
        wanted = names[0] if self.chain is None else self.chain
        status = next((one for one in found if one.chain == wanted), None)
        if status is None:
            raise InputError(f"the service has no chain {wanted!r}", where="chain", remedy=f"it has {', '.join(names)}")
        self.chain = status.chain
        self._note(status)
        return status

    def known_chain(self) -> Conversation[tuple[ChainId, HexHash]]:
        """Its name and its genesis, asked for once."""
        if self.genesis is None or self.chain is None:
            yield from self.status()
        assert self.chain is not None and self.genesis is not None, "a status names both"
        return ChainId(self.chain), self.genesis

    def path(self, *parts: str, query: Mapping[str, Any] | None = None) -> Conversation[str]:
        """Below the chain; parts are quoted, and what of the query is None is left out."""
        if self.chain is None:
            yield from self.status()
        asked = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        return at_path("chains", self.chain or "", *parts, query=asked)

    def asked(self, request: Request, *, also: tuple[int, ...] = ()) -> Conversation[Answer]:
        """The answer, as patiently as the client is."""
        return self.patience.asked(request, also=also)

    def got(
        self, kind: type[T], *parts: str, query: Mapping[str, Any] | None = None, signer: Signer | None = None
    ) -> Conversation[T]:
        """What stands at a path below the chain, typed."""
        path = yield from self.path(*parts, query=query)
        request = Request("GET", path, signer=signer)
        answer = yield from self.asked(request)
        return read(answer, kind, request.name)

    def parties(self, signers: Iterable[Signer]) -> Conversation[list[PartyId]]:
        """Whose these keys are: asked by each key itself, since nobody else is told."""
        for one in signers:
            if one.keyid not in self._parties:
                try:
                    found = yield from self.got(KeyRecord, "records", "parties/key", one.keyid, signer=one)
                except NotFound as error:
                    remedy = "register its party first, or name the parties that consent: by=…"
                    raise InputError(
                        f"no party of {self.chain} has this key", where=one.keyid, remedy=remedy
                    ) from error
                self._parties[one.keyid] = found.value.party
        return list(dict.fromkeys(self._parties[one.keyid] for one in signers))

    def noted_height(self, height: int) -> None:
        """An answer was true after this block."""
        self.height = max(self.height, height)

    def noted_header(self, height: int, header: HexHash) -> None:
        """A header's hash, which is the same for ever; raises NotBelieved."""
        with self._lock:
            before = self._headers.setdefault(height, header)
            self._headers.move_to_end(height)
            while len(self._headers) > HEADERS_KEPT:
                self._headers.popitem(last=False)
        if before != header:
            problem = f"two headers of block {height} of {self.chain}: {before} before, and now {header}"
            raise NotBelieved(f"{problem}; keep both, and tell the chain's supervisor")

    def trusted(self) -> TrustedChain | None:
        """What the trust file says of the chain; raises InputError where it does not know it."""
        if self.trust is None or self.chain is None:
            return None
        found = self.trust.chains.get(ChainId(self.chain))
        if found is None:
            remedy = f"it knows {', '.join(self.trust.chains)}"
            raise InputError(f"it does not know the chain {self.chain!r}", where="trust file", remedy=remedy)
        return found

    def _note(self, status: ChainStatus) -> None:
        trusted = self.trusted()
        if trusted is not None and trusted.genesis.hex() != status.genesis:
            raise NotBelieved(f"{status.chain} is another chain than the one of the trust file: {status.genesis}")
        if self.genesis not in (None, status.genesis):
            raise NotBelieved(f"{status.chain} had the genesis {self.genesis}, and now {status.genesis}")
        self.genesis = status.genesis
        self.noted_height(status.height)
        self.noted_header(status.height, status.header)


def at_path(*parts: str, query: Mapping[str, str] | None = None) -> str:
    """An absolute path with its query, in ASCII."""
    path = "".join(f"/{quote(part, safe=_SAFE)}" for part in parts)
    return f"{path}?{urlencode(query)}" if query else path


def read(answer: Answer, kind: type[T], where: str) -> T:
    """A JSON answer as a type; raises ServiceFailed for what cannot be read."""
    try:
        return canonical.decode_json(answer.body, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ServiceFailed(f"{where}: the answer cannot be read: {error}") from error


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
