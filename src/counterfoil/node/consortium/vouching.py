# SPDX-License-Identifier: Apache-2.0
"""Who says what the engine decided: members' services, asked before there is anything here to judge them by.

A height to begin from is one at which more than a third of the validators' services say the same: one of them is
honest. Or the operator names it. It only finds the snapshot: what that holds is believed by the chain's own seals.
"""

import secrets
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import httpx
import msgspec

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.faults import NotBelieved
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import join_answers, read_light_block
from counterfoil.consensus.cometbft.light.steps import trust_hash
from counterfoil.consensus.solo.engine import Clock
from counterfoil.identity.signing import Signer
from counterfoil.node.consortium.described import PeerConfig
from counterfoil.node.consortium.sources import BEGINS_S, CONNECT_S, NOT_KNOWN, SILENCE_S, SourceFailed
from counterfoil.node.engine_blocks import Root
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import ChainId, Height
from counterfoil.transport.signing_auth import SigningAuth

ENGINE_JSON: Final = "application/vnd.counterfoil.engine+json"
SEAL: Final = "seal"
ANSWER_BYTES_MAX: Final = 4 * 2**20
PROBLEM_MAX: Final = 300
VALIDATOR_PAGES_MAX: Final = 100
_NAMES: Final = {"height": "at_height", "page": "part"}
"""What the engine calls a number, and the service that passes it on."""
AT_LEAST: Final = 2
"""Services that must say the same, however few validators there are."""


class Voucher:
    """One member's service. It is believed in nothing."""

    def __init__(self, peer: PeerConfig, chain: ChainId, key: Signer, *, clock: Clock) -> None:
        assert peer.service is not None, "only those that have a service are asked"
        self.name, self.address = peer.validator, peer.service.rstrip("/")
        self._path = f"/chains/{chain}/engine/"
        self._client = httpx.Client(
            auth=SigningAuth(key, clock=clock, nonces=lambda: secrets.token_hex(16)),
            trust_env=False,
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            verify=ssl.create_default_context(),
        )

    def ask(self, method: str, numbers: Mapping[str, int]) -> Any:
        """What its engine answers; raises SourceFailed and DecodeError."""
        body = self._answer(method, {_NAMES[name]: one for name, one in numbers.items() if name in _NAMES})
        try:
            found = msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DecodeError(f"no JSON: {error}", where=self.address) from error
        if not isinstance(found, dict):
            raise DecodeError("no object", where=self.address)
        return found

    def seal(self, height: Height) -> bytes:
        """The seal that it has of a block of ours; raises SourceFailed and DecodeError."""
        return self._answer(SEAL, {_NAMES["height"]: height})

    def block(self, height: int) -> LightBlock:
        """The engine's header of a height with its votes, or the last (0); raises as ``ask``."""
        at = {"height": height} if height else {}
        commit, pages = self.ask("commit", at), list[dict[str, Any]]()
        if not height:
            at = {"height": _height_of(commit, self.address)}
        had, total = 0, 1
        while had < total and len(pages) < VALIDATOR_PAGES_MAX:
            pages.append(self.ask("validators", at | {"page": len(pages) + 1}))
            had += len(pages[-1].get("validators") or [])
            said = str(pages[-1].get("total"))
            total = int(said) if pages[-1].get("validators") and said.isdigit() and len(said) < 8 else 0
        return read_light_block(join_answers(commit, pages))

    def close(self) -> None:
        self._client.close()

    def _answer(self, what: str, asked: Mapping[str, int]) -> bytes:
        url = f"{self.address}{self._path}{what}"
        try:
            status, begins_s, body = self._once(url, asked)
            if begins_s is not None:
                time.sleep(begins_s)
                status, _, body = self._once(url, asked)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise SourceFailed(f"no answer: {error or type(error).__name__}") from error
        if status != 200:
            raise SourceFailed(f"{status} {_why(body)}")
        return body

    def _once(self, url: str, asked: Mapping[str, int]) -> tuple[int, int | None, bytes]:
        """Status, for how many seconds it wants to be left alone, and body."""
        with self._client.stream("GET", url, params=dict(asked)) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > ANSWER_BYTES_MAX:
                    raise DecodeError(f"more than {ANSWER_BYTES_MAX:,} bytes", where=self.address)
            again = answer.headers.get("retry-after", "")
            asks = answer.status_code == NOT_KNOWN and again.isdigit() and len(again) < 8
            return answer.status_code, min(int(again), BEGINS_S) if asks else None, bytes(body)


def find_root(
    vouchers: Sequence[Voucher],
    engine_chain: str,
    *,
    validators: int,
    trusted: Root | None,
    notice: Callable[[str], None],
) -> tuple[Root, list[Voucher]]:
    """A height to begin from, and who says so; raises SourceFailed where too few do.

    ``validators``: how many there are. Raises InputError where the operator's ``trusted`` is not what members say.
    """
    needed = max(AT_LEAST, validators // 3 + 1)
    said, latest = dict[str, str](), dict[Voucher, LightBlock]()
    for one in vouchers:
        if (block := _asked(one, 0, engine_chain, said)) is not None:
            latest[one] = block
    if trusted is None and len(latest) < needed:
        raise SourceFailed(f"{needed} members must say what the engine decided, and {len(latest)} do; {_listed(said)}")
    if not latest:
        raise SourceFailed(f"no member says what the engine decided; {_listed(said)}")
    heights = sorted((block.height for block in latest.values()), reverse=True)
    height = heights[needed - 1] if trusted is None else trusted.height
    found: dict[bytes, list[Voucher]] = {}
    for one in latest:
        if (there := _asked(one, height, engine_chain, said)) is not None:
            found.setdefault(header_hash(there.header), []).append(one)
    hash_ = _agreed(found, needed, height, said) if trusted is None else _named(found, trusted)
    for other, liars in found.items():
        if other != hash_:
            notice(f"{', '.join(one.name for one in liars)} says another block {height} of the engine: not asked")
    return Root(height, hash_), found[hash_]


def _asked(one: Voucher, height: int, engine_chain: str, said: dict[str, str]) -> LightBlock | None:
    """A block that more than two thirds of those whom it names voted for; else what is wrong goes to ``said``."""
    try:
        block = one.block(height)
        trust_hash(block, engine_chain, height=height or block.height, hash_=header_hash(block.header))
    except (SourceFailed, DecodeError, NotBelieved) as error:
        said[one.name] = str(error)
        return None
    return block


def _agreed(found: Mapping[bytes, list[Voucher]], needed: int, height: int, said: Mapping[str, str]) -> bytes:
    enough = [hash_ for hash_, ones in found.items() if len(ones) >= needed]
    if len(enough) != 1:
        told = "; ".join(f"{', '.join(one.name for one in ones)}: {hash_.hex()}" for hash_, ones in found.items())
        raise SourceFailed(f"members do not agree on the engine's block {height}: {told}; {_listed(said)}")
    return enough[0]


def _named(found: Mapping[bytes, list[Voucher]], trusted: Root) -> bytes:
    if trusted.hash not in found:
        told = "; ".join(f"{', '.join(one.name for one in ones)}: {hash_.hex()}" for hash_, ones in found.items())
        raise InputError(
            f"no member has the block {trusted.height} of the engine that is trusted; they say {told or 'nothing'}",
            where="network.json, snapshot",
            remedy="ask somebody whom you know for the right one",
        )
    return trusted.hash


def _height_of(commit: Mapping[str, Any], where: str) -> int:
    header = commit.get("signed_header")
    inner = header.get("header") if isinstance(header, dict) else None
    said = inner.get("height") if isinstance(inner, dict) else None
    if not (isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 20):
        raise DecodeError("a commit without a height", where=where)
    return int(said)


def _listed(said: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {what}" for name, what in sorted(said.items())) or "nobody was asked"


def _why(body: bytes) -> str:
    try:
        told = canonical.decode_json(body, dict)
    except (DecodeError, msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    return str(told.get("detail") or told.get("title") or "")[:PROBLEM_MAX]
