# SPDX-License-Identifier: Apache-2.0
"""Whether a custody folder is as far as its witnesses: not gone, not an older copy of itself, not another log.

A log that goes on from an older copy signs a second tree of a size that it has signed before. No witness ever cosigns
it again, and whoever holds both trees has proof that it rewrote history. So it is asked before anything is signed, and
before a chain makes a block that such a log would have to anchor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counterfoil.custody.log import CHECKPOINT_FILE, PUBLIC_FOLDER, SIGNED_FILE
from counterfoil.custody.reader import read_signed
from counterfoil.custody.tile_store import TileStore
from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint
from counterfoil.identity.note import VerifierKey, open_note
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.merkle.prove import root_of

RESTORE: Final = (
    "put back a later copy of the custody folder; anybody's copy of its folder log will do, with log/checkpoint copied "
    "to the file signed; reading goes on meanwhile"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The tree of a log that a witness cosigned last."""

    witness: str
    checkpoint: Checkpoint


def seen_by(witness: str, note: bytes | None, log: VerifierKey) -> Seen | None:
    """What a witness keeps of a log; None when it keeps nothing that the log has signed, for then it proves nothing."""
    if note is None:
        return None
    try:
        checkpoint = parse_checkpoint(open_note(note, [log])[0].text)
    except InputError:
        return None
    return Seen(witness, checkpoint) if checkpoint.origin == log.name else None


def require_level(directory: Path, seen: Sequence[Seen], *, begun: Path | None = None) -> None:
    """Raise InputError unless the log in ``directory`` extends all that was ``seen`` of it, StorageError if it is gone.

    ``begun`` is a file that exists only where there was a log. What was seen must have been read before this is called:
    then a log at work beside us is never taken for an older copy.
    """
    signed = read_signed(directory)
    if signed is None:
        _require_never_begun(directory, seen, begun)
        return
    for one in seen:
        size = one.checkpoint.size
        if size > signed.size:
            raise InputError(
                f"an older copy: it ends after {signed.size} entries, but witness {one.witness} has cosigned {size}; "
                "what goes on from here could never be published or proved",
                where=str(directory),
                remedy=RESTORE,
            )
        if root_of(size, TileStore(directory / PUBLIC_FOLDER).source(signed.size)) != one.checkpoint.root:
            raise InputError(
                f"another log: its first {size} entries are not those that witness {one.witness} has cosigned",
                where=str(directory),
                remedy=RESTORE,
            )


def require_there(directory: Path, begun: Path) -> None:
    """Raise StorageError when nothing is published here although ``begun``, which a publication leaves, is there."""
    published = directory / PUBLIC_FOLDER / CHECKPOINT_FILE
    if begun.exists() and not published.exists():
        raise StorageError(f"{published} is missing, but {begun} says that it was there ({RESTORE})")


def _require_never_begun(directory: Path, seen: Sequence[Seen], begun: Path | None) -> None:
    published = directory / PUBLIC_FOLDER / CHECKPOINT_FILE
    known = [f"witness {one.witness} has cosigned {one.checkpoint.size} entries of it" for one in seen]
    known += [f"{file} is there" for file in (published, begun) if file is not None and file.exists()]
    if known:
        raise StorageError(f"{directory / SIGNED_FILE} is missing, but there was a log: {known[0]} ({RESTORE})")
