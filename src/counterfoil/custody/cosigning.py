# SPDX-License-Identifier: Apache-2.0
"""Asking all witnesses at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from counterfoil.custody.witness_client import ProofFor, WitnessClient
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.primitives.errors import WitnessRefusal, WitnessUnavailable


@dataclass(frozen=True)
class Answers:
    """Cosignatures in the order of the witnesses, and why the others gave none, by name."""

    signatures: tuple[NoteSignature, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)


def ask_witnesses(clients: Sequence[WitnessClient], note: Note, *, old_size: int, proof_for: ProofFor) -> Answers:
    """Every witness is asked in its own thread; one that refuses or is silent does not keep the others back."""
    if not clients:
        return Answers()

    def ask(client: WitnessClient) -> tuple[NoteSignature, ...] | WitnessRefusal | WitnessUnavailable:
        try:
            return client.cosign(note, old_size, proof_for)
        except (WitnessRefusal, WitnessUnavailable) as error:
            return error

    with ThreadPoolExecutor(max_workers=len(clients), thread_name_prefix="witness") as threads:
        answers = list(threads.map(ask, clients))
    signatures = tuple(one for answer in answers if isinstance(answer, tuple) for one in answer)
    problems = {
        client.name: str(answer)
        for client, answer in zip(clients, answers, strict=True)
        if not isinstance(answer, tuple)
    }
    return Answers(signatures, problems)
