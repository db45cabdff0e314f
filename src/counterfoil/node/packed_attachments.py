# SPDX-License-Identifier: Apache-2.0
"""Attachments in a package: those of the calls that it shows, as signed. Nothing is opened or verified here."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from counterfoil.evidence.package import Package
from counterfoil.evidence.transaction import Line
from counterfoil.law.call import SealedAttachment
from counterfoil.primitives import canonical
from counterfoil.primitives.types import HexHash


@dataclass(frozen=True, slots=True)
class PackedAttachment:
    """An attachment and the call that carries it."""

    transaction: HexHash
    call: int
    """place among the transaction's calls"""
    name: str
    """of the call"""
    attachment: SealedAttachment

    @property
    def digest(self) -> HexHash:
        return self.attachment.digest


def packed_attachments(package: Package) -> Iterator[PackedAttachment]:
    """In the order of transactions and calls; raises DecodeError for a line that is none."""
    for shown in package.calls:
        call = canonical.decode(shown.line, Line).call
        try:
            sealed = canonical.convert(call.get("sealed", []), tuple[SealedAttachment, ...])
        except msgspec.ValidationError:
            continue  # a call that no module knows may mean something else by the field
        for attachment in sealed:
            yield PackedAttachment(shown.proof.transaction, shown.proof.index, str(call.get("call")), attachment)
