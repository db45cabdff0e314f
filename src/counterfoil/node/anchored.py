# SPDX-License-Identifier: Apache-2.0
"""What is known of the custody log before a chain makes a block: that it is level, and what it holds of the chain."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from msgspec import UNSET

from counterfoil.custody.custody_log import POLICY_FILE, VKEY_FILE
from counterfoil.custody.files import kept_as_written
from counterfoil.custody.level import Seen, require_level, seen_by
from counterfoil.custody.log import CHECKPOINT_FILE, PUBLIC_FOLDER, SIGNED_FILE
from counterfoil.custody.reader import FolderEntries, LogReader, read_signed
from counterfoil.custody.witness import last_cosigned
from counterfoil.custody.witness_client import HttpWitness
from counterfoil.evidence.entries import AHEAD_MAX_MS, RollEntry, decode_entry
from counterfoil.identity.note import SignatureType, VerifierKey, parse_vkey
from counterfoil.node.chain import AnchoredHeader
from counterfoil.node.initialise import described_policy
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, NetworkConfig, WitnessConfig
from counterfoil.node.published_log import read_policy, read_vkey
from counterfoil.primitives.clocks import clock_problem
from counterfoil.primitives.errors import CorruptionError, KeyFileError
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import ChainId, Height, Timestamp


def require_level_log(layout: Layout, config: NetworkConfig, keyring: Keyring) -> None:
    """Raise InputError when the custody log here is behind what a witness cosigned, or another; StorageError when gone.

    Asked are the witnesses whose folders are here and those at an address, as far as they say: some do not, and one
    that is away keeps nobody from ordering. A trust file here is a sign that there was a log, too.
    """
    seen = _seen(layout, config.cosigners, _log_key(layout, config, keyring))
    require_level(layout.custody, seen, begun=layout.trust)


def _log_key(layout: Layout, config: NetworkConfig, keyring: Keyring) -> VerifierKey:
    """The log's public key, which needs no passphrase; from beside the log where the key file is elsewhere."""
    if config.custody_key is UNSET:
        assert config.custody is not UNSET
        return parse_vkey(config.custody.vkey)
    try:
        return VerifierKey(config.origin, SignatureType.ed25519, bytes.fromhex(keyring.public(config.custody_key).key))
    except KeyFileError:
        beside = layout.custody / VKEY_FILE
        if not beside.exists():
            raise
        return read_vkey(beside)


def _seen(layout: Layout, cosigners: Sequence[WitnessConfig], log: VerifierKey) -> list[Seen]:
    def ask(cosigner: WitnessConfig) -> Seen | None:
        if cosigner.url is not None:
            client = HttpWitness(cosigner.name, parse_vkey(cosigner.vkey), cosigner.url)
            return seen_by(cosigner.name, client.last_cosigned(log.name), log)
        with suppress(OSError):  # The witness will say of it, when it is asked to cosign.
            return seen_by(cosigner.name, last_cosigned(layout.witness(cosigner.name), log.name), log)
        return None

    with ThreadPoolExecutor(max_workers=len(cosigners), thread_name_prefix="witness") as threads:
        return [seen for seen in threads.map(ask, cosigners) if seen is not None]


def anchored_header(custody: Path, chain: ChainId) -> AnchoredHeader | None:
    """The last header of a chain that the log holds; None when it holds none.

    As of the tree that the log signed last: it may be further than the one published, and never goes back.
    """
    signed = read_signed(custody)
    if signed is None:
        return None
    size, entries = signed.size, FolderEntries(custody / PUBLIC_FOLDER)
    if not size:
        raise CorruptionError(custody / SIGNED_FILE, 0, "an empty tree, which no log signs")
    with kept_as_written(entries.bundle_path(size - 1, size=size)):
        roll = decode_entry(next(entries.entries(size - 1, size, size=size)))
    lines = roll.chains if isinstance(roll, RollEntry) else ()
    rolled = next((line for line in lines if line.chain == chain and line.height >= 0), None)
    return None if rolled is None else (Height(rolled.height), from_hex(rolled.header))


def witnessed_time(layout: Layout, config: NetworkConfig, keyring: Keyring) -> Timestamp:
    """When a quorum of witnesses vouched last for the published tree; 0 before the first publication."""
    public = layout.custody / PUBLIC_FOLDER
    if not (public / CHECKPOINT_FILE).exists():
        return Timestamp(0)
    kept = (layout.custody / POLICY_FILE).exists()
    policy = read_policy(layout.custody) if kept else described_policy(config, _log_key(layout, config, keyring))
    return Timestamp((policy.quorum_time(LogReader(public, policy).published.cosigned) or 0) * 1000)


def clock_doubt(now: Timestamp, last: Timestamp, time: Timestamp | None, *, accepted: bool) -> str | None:
    """Why a clock that says ``now`` is not believed after the last time that was vouched for; None where it is.

    ``time``: of the block to be made. ``accepted``: a person says that the clock is right.
    """
    problem = clock_problem(now, 0)  # a clock that is not set is never right, whoever says so
    if problem is None and not accepted:
        problem = clock_problem(now, last) or (None if time is None else clock_problem(time, last))
        if problem is None and last > now + AHEAD_MAX_MS:
            problem = f"the clock is {(last - now) // 1000} s behind the last time that was vouched for"
    return problem
