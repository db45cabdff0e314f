# SPDX-License-Identifier: Apache-2.0
"""What the engine's ``config.toml`` says: the settings that differ from the engine's own, each with its reason.

A setting that is not here has the engine's default. Durations and sizes are written as the engine reads them.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, NamedTuple, get_type_hints

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError

TX_BYTES_MAX: Final = 4 * 2**20
"""Of one envelope."""
SOCKET_PATH_MAX: Final = 100
"""Bytes: systems take 103 or 107."""
_ADDRESS: Final = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
_NODE_ID: Final = re.compile(r"[0-9a-f]{40}")


def _why(reason: str) -> Meta:
    return Meta(description=reason)


class Rpc(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the engine is asked."""

    laddr: Annotated[str, _why("Who reaches it hands in without the gateway's bounds: this machine only.")]
    unsafe: Annotated[bool, _why("Nobody steers the engine through it.")] = False
    max_body_bytes: Annotated[int, _why("An envelope in hexadecimal digits, and room.")] = 10_000_000


class PeerToPeer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How engines reach each other. Members are known: nobody else is looked for."""

    laddr: Annotated[str, _why("Where other members' engines connect to.")]
    external_address: Annotated[str, _why("Under which address they do, where that is another.")] = ""
    persistent_peers: Annotated[str, _why("The other members' engines, reconnected to for ever.")] = ""
    unconditional_peer_ids: Annotated[str, _why("Members are let in whatever the number of connections.")] = ""
    pex: Annotated[bool, _why("No addresses are exchanged: the members are known.")] = False
    addr_book_strict: Annotated[bool, _why("Whether addresses must be of the public internet.")] = False
    allow_duplicate_ip: Annotated[bool, _why("Whether several engines may be on one host.")] = False
    flush_throttle_timeout: Annotated[str, _why("The default, 100 ms, is added to every step of a round.")] = "1ms"
    max_packet_msg_payload_size: Annotated[int, _why("Envelopes are large: fewer packets for each.")] = 32_768
    send_rate: Annotated[int, _why("Bytes a second. The default caps envelopes at 36 a second.")] = 200_000_000
    recv_rate: Annotated[int, _why("As send_rate.")] = 200_000_000


class Mempool(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What waits for a block."""

    type: Annotated[str, _why("Each envelope goes to every member.")] = "flood"
    size: Annotated[int, _why("Envelopes. Full, it drops silently what it had accepted: large, and seldom used.")] = (
        5_000
    )
    max_txs_bytes: Annotated[int, _why("What a member that floods can make the others keep.")] = 256 * 2**20
    max_tx_bytes: Annotated[int, _why("As much as a block has room for.")] = TX_BYTES_MAX
    recheck: Annotated[bool, _why("Blocks leave out what has become stale; checking all again costs more.")] = False


class StateSync(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a new engine begins from a snapshot, and whom it believes."""

    enable: Annotated[bool, _why("Only for an engine that has no blocks yet.")] = False
    rpc_servers: Annotated[str, _why("Two or more engines whose headers must agree.")] = ""
    trust_height: Annotated[int, _why("A height whose header its operator was told.")] = 0
    trust_hash: Annotated[str, _why("The hash of that header.")] = ""
    trust_period: Annotated[str, _why("Shorter than evidence of a double vote is taken (genesis.json).")] = "168h0m0s"


class Consensus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long who is absent is waited for; when all are there nothing of it is."""

    timeout_propose: Annotated[str, _why("A dead proposer costs a second, and four with the default.")] = "500ms"
    timeout_prevote: Annotated[str, _why("As timeout_propose.")] = "200ms"
    timeout_precommit: Annotated[str, _why("As timeout_propose.")] = "200ms"
    timeout_commit: Annotated[str, _why("Two thirds are enough; stragglers are not waited for.")] = "0s"
    skip_timeout_commit: Annotated[bool, _why("As timeout_commit.")] = True
    create_empty_blocks: Annotated[bool, _why("The engine dates a block by the votes on the one before.")] = True
    create_empty_blocks_interval: Annotated[
        str, _why("So the first block of a morning is dated at most this much too early, and is none of ours.")
    ] = "1s"
    peer_gossip_sleep_duration: Annotated[str, _why("The default, 100 ms, gives a lone transaction 404 ms.")] = "2ms"


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the engine keeps beside its blocks."""

    discard_abci_responses: Annotated[bool, _why("Answers are the application's, and are kept there.")] = True


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of envelopes, which nobody asks for."""

    indexer: Annotated[str, _why("Transactions are found in the ledger.")] = "null"


class Measured(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the engine tells of itself."""

    prometheus: Annotated[bool, _why("Whether it does.")] = False
    prometheus_listen_addr: Annotated[str, _why("Where; for this machine only.")] = "127.0.0.1:26660"


class EngineConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    moniker: Annotated[str, _why("The member's name, for people.")]
    proxy_app: Annotated[str, _why("Where the ledger answers the engine.")]
    abci: Annotated[str, _why("The protocol over a socket.")] = "socket"
    log_level: Annotated[str, _why("Of what goes into the engine's log.")] = "error"
    log_format: Annotated[str, _why("Read by people.")] = "plain"
    rpc: Rpc
    p2p: PeerToPeer
    mempool: Mempool = Mempool()
    statesync: StateSync = StateSync()
    consensus: Consensus = Consensus()
    storage: Kept = Kept()
    tx_index: Index = Index()
    instrumentation: Measured = Measured()


class Peer(NamedTuple):
    """Another member's engine."""

    node_id: str
    address: str
    """host:port"""


def socket_of(address: str) -> Path:
    """The path of a unix socket's address; InputError for another, and for one that is too long for the engine."""
    path = address.removeprefix("unix://")
    if path == address:
        raise InputError(f"{address!r} is no unix socket", where="proxy_app", remedy="unix:// and a path")
    if (length := len(os.fsencode(path))) > SOCKET_PATH_MAX:
        remedy = f"at most {SOCKET_PATH_MAX} bytes: put the folder higher up"
        raise InputError(f"{path}: the path of a socket of {length} bytes", where="proxy_app", remedy=remedy)
    return Path(path)


def peers_of(peers: Sequence[Peer]) -> dict[str, str]:
    """The settings that name the other members' engines; InputError for what is no identifier or address."""
    for peer in peers:
        if _NODE_ID.fullmatch(peer.node_id) is None:
            raise InputError(
                f"{peer.node_id!r} names no engine", where="peer", remedy="40 hex digits, in small letters"
            )
        if _ADDRESS.fullmatch(peer.address) is None:
            raise InputError(f"{peer.address!r} is no address", where="peer", remedy="host:port")
    return {
        "persistent_peers": ",".join(f"{peer.node_id}@{peer.address}" for peer in peers),
        "unconditional_peer_ids": ",".join(peer.node_id for peer in peers),
    }


def encode_config(config: EngineConfig) -> bytes:
    """``config.toml``, with the reasons."""
    return "\n".join(_lines(config)).encode() + b"\n"


def decode_config(data: bytes) -> EngineConfig:
    """What a ``config.toml`` of ours says; InputError for one with other settings, or of other types."""
    try:
        return canonical.convert(tomllib.loads(data.decode()), EngineConfig)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise InputError(
            str(error), where="config.toml", remedy="only what Counterfoil writes there is read"
        ) from error


def _lines(config: EngineConfig) -> Iterator[str]:
    yield "# Written by Counterfoil. What is not here has the engine's default."
    sections: list[tuple[str, msgspec.Struct]] = []
    for name, value, reason in _settings(config):
        if isinstance(value, msgspec.Struct):
            sections.append((name, value))
        else:
            yield from _setting(name, value, reason)
    for name, section in sections:
        yield from ("", f"[{name}]")
        for key, value, reason in _settings(section):
            yield from _setting(key, value, reason)


def _settings(struct: msgspec.Struct) -> Iterator[tuple[str, Any, str]]:
    hints: dict[str, type | UnionType | Any] = get_type_hints(type(struct), include_extras=True)
    for name in struct.__struct_fields__:
        reasons = [one.description for one in getattr(hints[name], "__metadata__", ()) if isinstance(one, Meta)]
        yield name, getattr(struct, name), "".join(filter(None, reasons))


def _setting(name: str, value: str | int | bool, reason: str) -> Iterator[str]:
    yield f"# {reason}"
    yield f"{name} = {msgspec.json.encode(value).decode()}"
