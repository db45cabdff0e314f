# SPDX-License-Identifier: Apache-2.0
"""How the nodes of a network stand, as far as they can be asked from one folder: heights, seals, keys, cosigners."""

import re
import secrets
import ssl
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlsplit

import httpx
import msgspec
from cryptography import x509
from msgspec import UNSET, Meta

from counterfoil.consensus.sealing.conflicts import read_conflicts
from counterfoil.evidence.text import format_time
from counterfoil.identity.signing import Signer
from counterfoil.modules.validators.queries import expiring, validator_set, validators
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.beginning import read_began
from counterfoil.node.consortium.block_frames import BODY_MAX
from counterfoil.node.consortium.opening import RESTART_FILE, SEALING
from counterfoil.node.consortium.sealing import CONFLICTS
from counterfoil.node.consortium.sources import CONNECT_S, SILENCE_S
from counterfoil.node.consortium.status_proof import Known, known, seal_problem
from counterfoil.node.layout import ChainConfig
from counterfoil.node.network import Network
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, CustodyError, DecodeError, InputError, StorageError
from counterfoil.primitives.types import INTEGER_MAX, ChainId, Height, PartyId, Timestamp
from counterfoil.transport.signing_auth import SigningAuth

BEHIND_MAX: Final = 20
"""Blocks that a node may lack of what another has before it is told."""
WARN_MS: Final = 30 * 86_400_000
"""So long before its end a key or a certificate is told of."""
ANSWER_BYTES_MAX: Final = 2**20
ANSWER_MS: Final = 20_000
"""For one answer, from its beginning to its end."""
FRAME_MAX: Final = 2**16
"""What is around a block as it travels, and more."""
HERE: Final = "here"
_MEMBER: Final = "orders it with a validator"
_FOLLOWER: Final = "follows it"
_HEIGHT: Final = re.compile(r"-?[0-9]{1,16}")


class NodeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One node of a chain."""

    chain: ChainId
    name: str
    role: str = ""
    """what it is to the chain: it orders it with a validator, or follows it"""
    address: str = ""
    height: int | None = None
    """as it says; of the folder itself what is there"""
    behind: int | None = None
    """blocks that it lacks of what another is proved to have"""
    complete: int | None = None
    """the last block that, with all before it, has a complete seal there, as it says"""
    proved: int | None = None
    """the same, where the seal that it served was checked; None: its figures are its own word"""
    certificate: Timestamp | None = None
    """when its certificate ends"""
    began: int | None = None
    """the last block of the snapshot that it began from; None: it began at genesis, or is not asked that"""
    engine_began: int | None = None
    """the engine's block of that: it has none up to there"""
    problem: str = ""


class ValidatorStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One validator of the set in force."""

    chain: ChainId
    validator: str
    party: PartyId
    since: int | None
    expires: Timestamp | None


class NetworkStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What could be learnt; ``problems`` is empty where all is well."""

    nodes: tuple[NodeStatus, ...]
    validators: tuple[ValidatorStatus, ...]
    published: Mapping[ChainId, int]
    """the last anchored header of each chain, where the custody log is here"""
    audited: Mapping[ChainId, int | None]
    """the last header for which a quorum of the state auditors spoke"""
    cosigners: Mapping[str, bool]
    """who is to cosign, and whether he signed what is published"""
    problems: tuple[str, ...]


class _ToldChain(msgspec.Struct):
    """Of a chain, as a service lists it; it may say more."""

    chain: ChainId
    genesis: str
    height: Annotated[int, Meta(ge=-1, le=INTEGER_MAX)]


class _ToldChains(msgspec.Struct):
    chains: tuple[_ToldChain, ...]


class _Asked(NamedTuple):
    chain: ChainId
    known: Known
    name: str
    url: str
    authority: str | None
    key: Signer | None


def network_status(network: Network) -> NetworkStatus:
    """Ask every node that the folder knows, each for some seconds at most; what does not answer is a problem."""
    own, found, problems, asked = list[NodeStatus](), list[ValidatorStatus](), list[str](), list[_Asked]()
    for chain, config in network.config.chains.items():
        status, node, problem = _here(network, chain, config)
        own.append(status)
        found += () if node is None else _validators(node)
        problems += problem
        asked += _others(network, known(chain, node, config), config)
    with ThreadPoolExecutor(max(1, len(asked)), thread_name_prefix="status") as threads:
        others = list(threads.map(lambda one: _ask(network, one), asked))
    nodes = tuple(_with_lags([*own, *others]))
    published, audited, cosigners, of_log = _custody(network)
    problems += [f"{one.chain}, {one.name}: {one.problem}" for one in nodes if one.problem]
    problems += of_log
    return NetworkStatus(
        nodes=nodes,
        validators=tuple(found),
        published=published,
        audited=audited,
        cosigners=cosigners,
        problems=tuple(problems),
    )


def _here(network: Network, chain: ChainId, config: ChainConfig) -> tuple[NodeStatus, ChainNode | None, list[str]]:
    """The chain as this folder has it, and what is not well about it."""
    role = _MEMBER if config.member is not UNSET else _FOLLOWER if config.follower is not UNSET else "orders it alone"
    try:
        node = network.chain(chain, writable=False)
    except (CounterfoilError, OSError) as error:
        return NodeStatus(chain=chain, name=HERE, role=role, problem=str(error)), None, []
    return _own(network, node, role), node, [*_expiring(network, node), *_conflicting(network, node)]


def _own(network: Network, node: ChainNode, role: str) -> NodeStatus:
    try:
        began = read_began(network.layout.chain(node.chain))
    except DecodeError as error:
        return NodeStatus(chain=node.chain, name=HERE, role=role, height=node.height, problem=str(error))
    if began is None or (network.layout.chain(node.chain) / RESTART_FILE).exists():  # of an engine before this one
        return NodeStatus(chain=node.chain, name=HERE, role=role, height=node.height)
    return NodeStatus(
        chain=node.chain,
        name=HERE,
        role=role,
        height=node.height,
        began=began.height,
        engine_began=began.engine_height,
    )


def _validators(node: ChainNode) -> Iterator[ValidatorStatus]:
    current = validator_set(node.ledger.view)
    for one in validators(node.ledger.view):
        if current is not None and current.has(one.validator):
            yield ValidatorStatus(
                chain=node.chain, validator=one.validator, party=one.party, since=one.since, expires=one.expires
            )


def _expiring(network: Network, node: ChainNode) -> Iterator[str]:
    for one, expires in expiring(node.ledger.view, Timestamp(network.now_ms() + WARN_MS)):
        yield f"{node.chain}: keys or certificates of validator {one.validator} end at {format_time(expires)}"


def _conflicting(network: Network, node: ChainNode) -> Iterator[str]:
    """What validators signed in the place of headers that were made here: the first and the number for each."""
    firms = {one.seal_key.keyid: one.party for one in node.ledger.validators}
    folder = network.layout.chain(node.chain) / SEALING / CONFLICTS
    found: dict[tuple[str, bool], list[int]] = {}
    for one in read_conflicts(folder):
        of = found.setdefault((firms.get(one.keyid, one.keyid), one.is_equivocation), [])
        of.append(one.height)
    for (who, twice), heights in sorted(found.items()):
        did = "two headers of one height" if twice else "another header than was made here"
        yield f"{node.chain}: {who} signed {did}, first at block {min(heights)}, {len(heights)} kept in {folder}"


def _others(network: Network, known: Known, config: ChainConfig) -> Iterator[_Asked]:
    if config.follower is not UNSET:
        key = network.keyring.get(config.follower.key)
        for source in config.follower.sources:
            yield _Asked(known.chain, known, source.name, source.url, source.ca, key)
    if config.member is not UNSET:
        has_key = network.keyring.path(config.member.party).exists()
        own = network.keyring.get(config.member.party) if has_key else None
        for peer in config.member.peers:
            if peer.service is not None:
                yield _Asked(known.chain, known, peer.validator, peer.service, None, own)


def _ask(network: Network, asked: _Asked) -> NodeStatus:
    status = NodeStatus(chain=asked.chain, name=asked.name, role=_MEMBER, address=asked.url)
    try:
        authority = None if asked.authority is None else str(network.layout.root / asked.authority)
        auth = (
            None
            if asked.key is None
            else SigningAuth(asked.key, clock=network.now_ms, nonces=lambda: secrets.token_hex(16))
        )
        with httpx.Client(
            base_url=asked.url,
            auth=auth,
            trust_env=False,
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            verify=ssl.create_default_context(cafile=authority),
        ) as client:
            return _answered(network, asked, client, status)
    except InputError as error:
        return msgspec.structs.replace(status, problem=error.problem)
    except (httpx.HTTPError, ssl.SSLError, OSError, ValueError) as error:  # ValueError: of a certificate that is none
        return msgspec.structs.replace(status, problem=f"no answer: {error or type(error).__name__}")


def _answered(network: Network, asked: _Asked, client: httpx.Client, status: NodeStatus) -> NodeStatus:
    """What a node says of itself, which may be anything: it costs its own line, and nobody else's."""
    told = _read(network, client, "/chains")
    try:
        chains = canonical.decode_json(told, _ToldChains).chains
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.structs.replace(status, problem="its answer cannot be read")
    chain = next((one for one in chains if one.chain == asked.chain), None)
    if chain is None:
        return msgspec.structs.replace(status, problem=f"it has no chain {asked.chain}")
    if chain.genesis != network.genesis(asked.chain):
        return msgspec.structs.replace(status, problem="its chain of this name began otherwise")
    sealed = client.get(f"/chains/{asked.chain}/log", params={"first": INTEGER_MAX, "most": 1})
    said = sealed.headers.get("counterfoil-complete", "") if sealed.is_success else ""
    complete = int(said) if _HEIGHT.fullmatch(said) is not None else None
    unproved = "it does not say up to which block it has seals"
    if complete is not None and complete >= 0:
        served = _read(network, client, f"/chains/{asked.chain}/log?first={complete}&most=1", BODY_MAX + FRAME_MAX)
        unproved = seal_problem(served, complete, asked.known) or ""
    expires = _certificate(asked.url)
    late = expires is not None and expires <= network.now_ms() + WARN_MS
    problems = [unproved, f"its certificate ends at {format_time(expires)}" if late and expires is not None else ""]
    return msgspec.structs.replace(
        status,
        height=chain.height,
        complete=complete,
        proved=None if unproved else complete,
        certificate=expires,
        problem="; ".join(one for one in problems if one),
    )


def _read(network: Network, client: httpx.Client, path: str, bytes_max: int = ANSWER_BYTES_MAX) -> bytes:
    """An answer, not longer than any is, and not for longer than anybody waits; raises InputError otherwise."""
    body, until = bytearray(), network.now_ms() + ANSWER_MS
    with client.stream("GET", path) as answer:
        if not answer.is_success:
            raise InputError(f"it answers {answer.status_code} {answer.reason_phrase}")
        for part in answer.iter_bytes():
            body += part
            if len(body) > bytes_max or network.now_ms() > until:
                raise InputError("its answer has no end")
    return bytes(body)


def _certificate(url: str) -> Timestamp | None:
    """When the certificate of a service ends; None where it has none."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    text = ssl.get_server_certificate((parts.hostname, parts.port or 443), timeout=CONNECT_S)
    ends = x509.load_pem_x509_certificate(text.encode()).not_valid_after_utc
    return Timestamp(int(ends.timestamp()) * 1_000)


def _with_lags(nodes: Sequence[NodeStatus]) -> Iterator[NodeStatus]:
    """Behind what is here, or is proved: nobody makes the others late by what he says."""
    highest: dict[ChainId, int] = {}
    for one in nodes:
        height = one.height if one.name == HERE else one.proved
        highest[one.chain] = max(highest.get(one.chain, -1), -1 if height is None else height)
    for one in nodes:
        if one.height is None:
            yield one
            continue
        behind = max(0, highest[one.chain] - one.height)
        problem = one.problem or (f"{behind} blocks behind" if behind > BEHIND_MAX else "")
        if one.proved is not None and one.height > one.proved + BEHIND_MAX:
            problem = problem or f"it says block {one.height}, and has seals up to {one.proved} alone"
        yield msgspec.structs.replace(one, behind=behind, problem=problem)


def _custody(
    network: Network,
) -> tuple[dict[ChainId, int], dict[ChainId, int | None], dict[str, bool], list[str]]:
    """What is published of the chains, by whom it is signed, and what is wrong with that."""
    if network.config.custody_is_elsewhere:
        return {}, {}, {}, []
    names = [one.name for one in network.config.cosigners]
    try:
        log = network.published()
    except (CustodyError, DecodeError, InputError, StorageError) as error:
        return {}, {}, dict.fromkeys(names, False), [f"custody log: {error}"]
    signed = {name: name in log.opened.cosigned for name in names}
    problems = [f"custody log: {name} did not sign what is published" for name, has in signed.items() if not has]
    published, audited = dict[ChainId, int](), dict[ChainId, int | None]()
    for chain, state in log.chains.items():
        published[chain], audited[chain] = state.height, log.audited_height(chain)
        if (halted := log.halted(chain)) is not None:
            problems.append(f"{chain}: halted, for two headers of block {halted} are sealed")
        if network.config.state_auditors and (audited[chain] is None or audited[chain] != Height(state.height)):
            problems.append(f"{chain}: audited up to {audited[chain]}, and anchored up to {state.height}")
    return published, audited, signed, problems
