# SPDX-License-Identifier: Apache-2.0
"""Consents and attachments, for the pages that show them."""

from dataclasses import replace
from typing import Any, Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import AttachmentShown, EventShown, GivenConsent, PersonShown, Signed
from counterfoil.primitives.types import Height, HexHash, Timestamp

SIGNED: Final = Signed(transaction=HexHash("7c" * 32), height=Height(10), index=2)
KEY: Final = "5d" * 32


def consent(**changes: Any) -> GivenConsent:
    """A consent that its party signed now."""
    given = GivenConsent(
        party="BROKER",
        account="ACCOUNT-B",
        side="gives",
        kind="signature",
        record="parties/account/ACCOUNT-B",
        seq=4,
        envelope=SIGNED,
        keys=(KEY,),
    )
    return replace(given, **changes)


def attachment() -> AttachmentShown:
    """A sealed attachment of a call."""
    return AttachmentShown(
        envelope=SIGNED,
        call=3,
        name="holdings.transfer",
        digest=HexHash("3e" * 32),
        size=1_234,
        recipient=KEY,
        owner="BROKER",
        suite="hpke-x25519-sha256-aes128gcm",
    )


def beside() -> dict[str, Any]:
    """What lay beside a package: persons, an event."""
    return {"persons": persons(), "events_shown": events_shown()}


def events_shown() -> tuple[EventShown, ...]:
    """An event whose document has markup in it."""
    place = Words("event 1 of 2 of batch 3", "第 3 批")
    return (EventShown(name="urn:uuid:1", hash="a" * 64, place=place, document='{"type":"<b>ObjectEvent</b>"}'),)


def persons() -> tuple[PersonShown, ...]:
    """One whose commitment the package shows, one whose it does not, one whose data was deleted."""
    return (
        PersonShown(party="H-1", compared=True, text="Wang <b>\nBeijing"),
        PersonShown(party="H-2", compared=False, text="Li"),
        PersonShown(party="H-3", compared=False, deleted_at=Timestamp(1_700_000_000_000), reference="R-12"),
    )
