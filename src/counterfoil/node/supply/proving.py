# SPDX-License-Identifier: Apache-2.0
"""Proofs of single events, out of the repository that captured them."""

from typing import NamedTuple

from counterfoil.evidence.event_proof import EventProof
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.batches import batch_of, proof_of
from counterfoil.readmodel.epcis.declarations import DeclaredByAnother, declared_by_others
from counterfoil.readmodel.epcis.journal import entries_named
from counterfoil.readmodel.epcis.query import Reach


class NamedProof(NamedTuple):
    """A proof, the number of its event in the journal, who captured it, and what others declared of it."""

    event: int
    proof: EventProof
    captured_by: PartyId
    declared: tuple[DeclaredByAnother, ...]


def proofs_named(database: Database, name: str, chain: str) -> list[NamedProof]:
    """Of every event of an eventID or a hash, its declaration of error too; InputError where one is in no batch yet."""
    with database.reading() as connection:
        found = entries_named(connection, name)
        if not found:
            raise InputError("no such event was captured", where=name, remedy="name it by its eventID or its hash")
        batches = [batch_of(connection, entry.number) for entry in found]
        if None in batches:
            remedy = "counterfoil supply anchor anchors what was captured"
            raise InputError("it is not anchored yet", where=name, remedy=remedy)
        others = declared_by_others(connection, [entry.number for entry in found], Reach(None))
        return [
            NamedProof(
                entry.number,
                proof_of(connection, batch, entry.number, chain),
                entry.captured_by,
                tuple(one for one in others if one.event == entry.number),
            )
            for entry, batch in zip(found, batches, strict=True)
            if batch is not None
        ]
