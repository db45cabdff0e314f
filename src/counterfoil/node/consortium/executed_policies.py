# SPDX-License-Identifier: Apache-2.0
"""Who sealed which height, found by executing a chain's blocks again: for whoever got them from somebody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from counterfoil.application import Application
from counterfoil.consensus.replay import execute_again, restarts
from counterfoil.consensus.sealing.validator_policy import POLICIES_FILE, PolicyHistory, validator_policy
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import BlockLog


def note_executed_policies(folder: Path, application: Application, blocks: BlockLog, *, genesis: bytes) -> None:
    """Write a book's policies for a log that it knows nothing of; ``application`` has executed nothing yet.

    Nothing is done where the book has its own, or there are no blocks.
    """
    if (folder / POLICIES_FILE).exists() or blocks.height < 0:
        return
    found: dict[Height, KeyPolicy] = {}
    with ThreadPoolExecutor(2, thread_name_prefix="policies") as pool:
        for number, block in enumerate(blocks.blocks(Height(0))):
            height = Height(number)
            begins_anew = height > 0 and restarts(application, block)
            execute_again(application, block, height, genesis=genesis, pool=pool)
            application.commit()
            policy = validator_policy(one.seal_key for one in application.validators())
            if height == 0 or begins_anew:  # they seal the very block that names them
                found[height] = policy
            found[Height(height + 1)] = policy
    folder.mkdir(parents=True, exist_ok=True)
    history = PolicyHistory.open(folder / POLICIES_FILE)
    for height, policy in found.items():
        history.note(height, policy)


def forget_policies_after(folder: Path, last: Height) -> None:
    """A book's policies up to a height, and none of those behind it: of blocks that are void."""
    path = folder / POLICIES_FILE
    if path.exists():
        PolicyHistory.open(path).keep_until(last)
