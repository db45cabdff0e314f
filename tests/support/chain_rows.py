# SPDX-License-Identifier: Apache-2.0
"""A chain in memory and the rows that follow from it, for tests of the read model."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.replay import replay
from counterfoil.node.contracts.running_here import programs
from counterfoil.node.rows import RowsFollower
from counterfoil.primitives.types import Height
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.chain.tables import SCHEMA, TABLES
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.projection import POSITIONS, PROJECTIONS
from counterfoil.storage.blocklog import MemoryBlockLog
from counterfoil.storage.state import KeySpace, MemoryStateStore
from support.evidence_world import World

State = dict[str, bytes]


def opened(address: DatabaseAddress) -> Database:
    return Database(address, PROJECTIONS, SCHEMA)


def follower(world: World, folder: Path, database: Database) -> RowsFollower:
    return RowsFollower(folder, world.chain, world.genesis, database)


def first_blocks(world: World, count: int) -> MemoryBlockLog:
    """The chain as it was when it had so many blocks."""
    log = MemoryBlockLog()
    for height in range(count):
        log.append(world.blocks.read(Height(height)))
    return log


def states(world: World) -> list[State]:
    """Every record after each block, as a ledger has it that executes them."""
    store = MemoryStateStore()
    found: list[State] = []

    def keep(_height: Height) -> None:
        found.append({key.decode(): value for key, value in store.scan(KeySpace.RECORDS)})

    application = LedgerApplication(Ledger(world.chain, store, programs))
    replay(application, world.blocks, genesis=world.genesis, on_height=keep)
    return found


def dumped(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of its columns."""
    with database.reading() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in TABLES
        }
        return found | {"positions": [tuple(row) for row in connection.execute(select(POSITIONS))]}
