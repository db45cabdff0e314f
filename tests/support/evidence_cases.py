# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind, and forged ones by name, each with the number of the check that must catch it.

Forgers without any key work on the files (here, and ``node.forgeries``); others control the operator's seal key
(``evidence_rogue``), the log's (``evidence_rogue_log``), or both (``evidence_rogue_past``).
None has a party's or a witness's key.
"""

from collections.abc import Callable

from msgspec.structs import replace

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import (
    BaseClaim,
    ControlClaim,
    ProvenanceClaim,
    RecordClaim,
    StatementClaim,
    TransferClaim,
)
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import FILES, MANIFEST, Package, decode_package, encode_package, unpack_files
from counterfoil.evidence.package_zip import pack, unpack
from counterfoil.node.forgeries import FORGERIES, forge, tidy
from counterfoil.primitives.types import Height, InstrumentId, RecordPath, Timestamp
from support import evidence_honest as honest
from support.evidence_honest import HONEST, Build
from support.evidence_noted import cut_transfer
from support.evidence_rogue import ROGUE
from support.evidence_rogue_log import ROGUE_LOG
from support.evidence_rogue_past import ROGUE_PAST
from support.evidence_shared_keys import shared_key_transfer
from support.evidence_story import CASH, LI, SHARE, WANG
from support.evidence_told import control, materials, tell, told, worded
from support.evidence_widened import ROGUE_WIDENED
from support.evidence_wordy import too_many_words

__all__ = ["FORGED", "HONEST", "Build", "materials", "told"]


def claimed(package: Package, **changes: object) -> bytes:
    """The package with another claim, whose words fit."""
    claim: BaseClaim = replace(package.claim, **changes)
    return encode_package(replace(package, claim=worded(claim)))


def without(package: Package, lost: Callable[[RecordPath], bool]) -> Package:
    """The package without some records, and without the events that stand in the trail of one."""
    return tidy(
        replace(
            package,
            records=tuple(one for one in package.records if not lost(one.path)),
            events=tuple(
                one for one in package.events if not any(lost(link.record) for link in decode_event(one.event).trails)
            ),
        )
    )


def without_event(package: Package, path: RecordPath, number: int) -> Package:
    """The package without one event of a record's trail."""
    return tidy(
        replace(
            package,
            events=tuple(
                one
                for one in package.events
                if not any((link.record, link.seq) == (path, number) for link in decode_event(one.event).trails)
            ),
        )
    )


# The container.


def hidden_file() -> bytes:
    """A further file is in the zip."""
    files = unpack_files(materials().package)
    return pack({"manifest.json": b"{}", **files, "extra.txt": b"trust me"})


def manifest_not_recomputed() -> bytes:
    """The claim was changed, and the manifest was not."""
    files = unpack(materials().package, (MANIFEST, *FILES))
    claim = files["claim.json"].replace(b'"free":650', b'"free":651')
    return pack(files | {"claim.json": claim})


# What a claim rests on.


def later_than_its_header() -> bytes:
    """A claim of the past is of a time at which a later block may still fall."""
    return claimed(decode_package(materials().package), current=False)


def other_receipt() -> bytes:
    """The claim says that the log received the header earlier than it did."""
    package = decode_package(materials().package)
    return claimed(package, received=Timestamp(package.claim.received - 1))


def nothing_beyond() -> bytes:
    """The claim keeps silent about headers that were anchored after the one that it rests on."""
    world = tell().world
    world.publish()
    world.do("li", calls=[{"call": "holdings.transfer", "sender": LI, "receiver": WANG, **_ONE}])
    return claimed(control(world, world.publish(audits=False)), beyond=0)


_ONE = {"instrument": SHARE, "quantity": 1}


# Records and trails.


def present_as_absent() -> bytes:
    """An absence claim about a holding that is there."""
    package, world = honest.absence(), told().world
    record = RecordPath(f"holdings/holding/{WANG}/{SHARE}")
    shown = replace(package.records[0], path=record, proof=world.record_proof(record, world.height))
    return claimed(replace(package, records=(shown,)), instrument=InstrumentId(SHARE))


def removed_control_change() -> bytes:
    """The event by which the account's rules changed is left out, and the claim says the old rules."""
    world = tell().world
    change = {"call": "parties.change_account_control", "account": LI, "outgoing": "custodian", "custodian": "north"}
    world.do("li", "north", calls=[change])
    package = control(world, world.publish())
    assert isinstance(package.claim, ControlClaim)
    fewer = without_event(package, RecordPath(f"parties/account/{LI}"), 2)
    return claimed(fewer, control=replace(package.claim.control, outgoing="either"))


def removed_account_trail() -> bytes:
    """The account that a transfer came from is left out, with its trail, so that its rule is not seen."""
    gone = RecordPath(f"parties/account/{WANG}")
    return encode_package(without(decode_package(materials().package), lambda path: path == gone))


def half_a_transaction() -> bytes:
    """A transfer claim that keeps silent about one of the legs."""
    package = honest.transfer_now()
    claim = package.claim
    assert isinstance(claim, TransferClaim)
    dropped = claim.acts[1]
    events = tuple(one for one in package.events if (one.proof.height, one.proof.index) != (claim.block, dropped.index))
    acts = tuple(act for act in claim.acts if act is not dropped)
    return claimed(tidy(replace(package, events=events)), acts=acts)


def false_opening() -> bytes:
    """The trail is opened at another record than its link says."""
    package = honest.opened()
    opening = package.openings[0]
    richer = replace(opening, value=opening.value.replace('"free":', '"free":1', 1))
    assert isinstance(package.claim, ControlClaim)
    return encode_package(replace(package, openings=(richer,)))


def missing_title() -> bytes:
    """A holder is left out of the chain of title, in the trail and in the claim."""
    package = honest.provenance()
    claim = package.claim
    assert isinstance(claim, ProvenanceClaim)
    fewer = without_event(package, RecordPath("holdings/title/WR-1"), 2)
    return claimed(fewer, titles=(claim.titles[0], claim.titles[2]))


# What the claim says.


def unsaid_title() -> bytes:
    """A holder is left out of the claim alone."""
    package = honest.provenance()
    claim = package.claim
    assert isinstance(claim, ProvenanceClaim)
    return claimed(package, titles=(claim.titles[0], claim.titles[2]))


def statement_without_a_holding() -> bytes:
    """An account's statement leaves out one of its holdings."""
    package = honest.statement()
    claim = package.claim
    assert isinstance(claim, StatementClaim)
    gone = RecordPath(f"holdings/holding/{LI}/{CASH}")
    fewer = replace(package, records=tuple(one for one in package.records if one.path != gone))
    return claimed(fewer, lines=tuple(line for line in claim.lines if line.instrument != CASH))


def statement_of_less() -> bytes:
    """An account's statement begins with less than there was."""
    package = honest.statement()
    claim = package.claim
    assert isinstance(claim, StatementClaim)
    line = claim.lines[0]
    less = replace(line, opening=replace(line.opening, free=line.opening.free - 1))
    return claimed(package, lines=(less, *claim.lines[1:]))


def statement_of_a_closed_account() -> bytes:
    """An account's statement says that the account is closed, which is active."""
    return claimed(honest.statement(), status="closed")


def other_record_value() -> bytes:
    """A record claim says another status than the record."""
    package = honest.record()
    assert isinstance(package.claim, RecordClaim)
    return claimed(package, value=package.claim.value | {"status": "failed"})


def altered_words() -> bytes:
    """The figures are right, the sentence is not."""
    package = decode_package(materials().package)
    lie = Words(package.claim.statement.en.replace("650", "6,500,000"), package.claim.statement.zh)
    return encode_package(replace(package, claim=replace(package.claim, statement=lie)))


def omitted_limits() -> bytes:
    """What the package does not claim is left out."""
    package = decode_package(materials().package)
    return encode_package(replace(package, claim=replace(package.claim, does_not_claim=())))


def standing(**said: str | None) -> Build:
    """The account's holder and custodian and the instrument are suspended, and the claim says of one another thing."""

    def build() -> bytes:
        package = control(*honest.suspended_world())
        assert isinstance(package.claim, ControlClaim)
        return claimed(package, control=replace(package.claim.control, **said))

    return build


def hidden_suspension() -> bytes:
    """The event by which the holder was suspended is left out, and the claim says that the holder is active."""
    package = control(*honest.suspended_world())
    assert isinstance(package.claim, ControlClaim)
    path = RecordPath("parties/party/li")
    fewer = without_event(package, path, 2)
    return claimed(fewer, control=replace(package.claim.control, holder_standing="active"))


def unshown_custodian() -> bytes:
    """Of who kept the account then, and not now, the record and the suspension are left out; it is called active."""
    package = honest.before_another_custodian()
    assert isinstance(package.claim, ControlClaim)
    path = RecordPath("parties/party/north")
    unrecorded = replace(package, records=tuple(one for one in package.records if one.path != path))
    control = replace(package.claim.control, custodian_standing="active")
    return claimed(without_event(unrecorded, path, 2), control=control)


def current_turned_past() -> bytes:
    """A claim of now says that it is of an earlier time, when Li held more."""
    time = told().world.header(Height(9)).time
    return claimed(decode_package(materials().package), as_of=time, current=False)


def _from_files(name: str) -> Build:
    return lambda: forge(name, materials())[0]


FORGED: dict[str, tuple[int, Build]] = {
    "hidden_file": (1, hidden_file),
    "manifest_not_recomputed": (1, manifest_not_recomputed),
    "trailing_bytes": (1, lambda: materials().package + b"\0"),
    **ROGUE_LOG,
    **ROGUE_PAST,
    "later_than_its_header": (5, later_than_its_header),
    "other_receipt": (5, other_receipt),
    "nothing_beyond": (5, nothing_beyond),
    "present_as_absent": (7, present_as_absent),
    "hidden_suspension": (9, hidden_suspension),
    "removed_control_change": (9, removed_control_change),
    "false_opening": (9, false_opening),
    "missing_title": (9, missing_title),
    "shared_key_transfer": (10, shared_key_transfer),
    "unshown_custodian": (10, unshown_custodian),
    "removed_account_trail": (10, removed_account_trail),
    "half_a_transaction": (10, half_a_transaction),
    "cut_transfer": (10, cut_transfer),
    "cut_transfer_counted_anew": (8, lambda: cut_transfer(said=1)),
    **ROGUE,
    "unsaid_title": (12, unsaid_title),
    "statement_without_a_holding": (12, statement_without_a_holding),
    "statement_of_less": (12, statement_of_less),
    "statement_of_a_closed_account": (12, statement_of_a_closed_account),
    "other_record_value": (12, other_record_value),
    "altered_words": (12, altered_words),
    "too_many_words": (12, too_many_words),
    "omitted_limits": (12, omitted_limits),
    "current_turned_past": (12, current_turned_past),
    "holder_said_active": (12, standing(holder_standing="active")),
    "custodian_said_active": (12, standing(custodian_standing="active")),
    "instrument_said_active": (12, standing(instrument_status="active")),
    "instrument_said_undefined": (12, standing(instrument_status=None)),
    "custodian_without_standing": (12, standing(custodian_standing=None)),
    **ROGUE_WIDENED,
    **{name: (forgery.check, _from_files(name)) for name, forgery in FORGERIES.items()},
}
"""name → the check that must catch it, and how it is made"""
