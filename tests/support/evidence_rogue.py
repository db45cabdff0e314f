# SPDX-License-Identifier: Apache-2.0
"""What an operator with its seal key can do: execute, write and seal what the rules forbid. No party's key is used."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Consent, Trail, TrailLink
from counterfoil.evidence.package import encode_package
from counterfoil.law.event import EventData
from counterfoil.law.table import TrailedRecord
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.modules.parties.events import AccountOpened
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import HexHash, Quantity, RecordPath
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, issue, leg, open_account, transfer
from support.evidence_told import control, published, tell
from support.evidence_world import Calls, plain_policy
from support.lawless import everything_goes

ORDER = {"by": "supervisor", "reference": "order 3", "document": "ef" * 32}
Act = Callable[[Context], None]


# What nobody consented to, or no longer, or not to so much.


def sealed(
    calls: Calls,
    *signers: str,
    before: Calls | None = None,
    doer: str = "",
    account: str = LI,
    **more: Any,
) -> bytes:
    """The told world after what ``doer`` did ``before``, and what the operator sealed against the rules."""
    world = tell().world
    for call in before or ():
        world.do(doer, calls=[call])
    world.force(world.sign(calls, *signers, **more))
    return published(world, account)


def lawless_transfer() -> bytes:
    """The operator executes and seals a transfer that only Mallory signed."""
    return sealed([transfer(LI, WANG, 10)], "mallory", account=WANG)


def lawless_issue() -> bytes:
    """The operator seals an issue that somebody else than the issuer signed."""
    return sealed([issue(WANG, 10)], "bank", account=WANG)


def lawless_affirmation() -> bytes:
    """A settlement that one side never affirmed."""
    legs = [leg(LI, ZHAO, SHARE, 60), leg(ZHAO, LI, CASH, 600)]
    return sealed([{"call": "settlement.settle_now", "instruction": "dvp-2", "legs": legs}], "li")


def rotated_away_key() -> bytes:
    """A transfer signed with a key that Li had rotated away."""
    rotate = {"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li-2")}
    return sealed([transfer(LI, WANG, 10)], "li", before=[rotate], doer="li")


def suspended_party() -> bytes:
    """A transfer by a party that a supervisor had suspended."""
    suspend = {"call": "parties.suspend", "party": "north", **ORDER}
    return sealed([transfer(WANG, LI, 10)], "north", before=[suspend], doer="supervisor")


def consent_of_another() -> bytes:
    """The transaction names Li among those who consent, but the signature is Mallory's."""
    return sealed([transfer(LI, WANG, 10)], "mallory", by=("li",))


def expired_transaction() -> bytes:
    """A transaction executed after the last height at which it was valid."""
    return sealed([transfer(LI, WANG, 10)], "li", valid_until=3)


def too_early_transaction() -> bytes:
    """A transaction executed before the first height at which it was valid."""
    return sealed([transfer(LI, WANG, 10)], "li", valid_from=50)


def of_another_genesis() -> bytes:
    """Li signed for a rehearsal of the same name, and the operator executed it here."""
    return sealed([transfer(LI, WANG, 10)], "li", genesis=HexHash("ab" * 32))


def more_than_signed() -> bytes:
    """Li signed for 10, the operator moved 11."""
    return acted(lambda ctx: happened(ctx, moved(LI, WANG, 11)), [transfer(LI, WANG, 10)], "li")


def vote_taken_for_consent() -> bytes:
    """Li signed a call that nobody here knows, and the operator says that it caused a transfer."""
    world = tell().world
    signed = world.sign([{"call": "holdings.vote", "ballot": "yes"}], "li")
    world.rogue_block(lambda ctx: happened(ctx, moved(LI, WANG, 600)), signed)
    return published(world)


def call_used_twice() -> bytes:
    """One signed transfer, executed twice in its block."""

    def twice(ctx: Context) -> None:
        happened(ctx, moved(LI, WANG, 10))
        happened(ctx, moved(LI, WANG, 10))

    return acted(twice, [transfer(LI, WANG, 10)], "li")


def transaction_in_two_blocks() -> bytes:
    """One signed transfer, executed again in a later block."""
    world = tell().world
    transaction = world.sign([transfer(LI, WANG, 10)], "li")
    world.force(transaction)
    world.force(transaction)
    return published(world)


def altered_consent() -> bytes:
    """The transfer is Li's, but the event says that the custodian consented."""

    def act(ctx: Context) -> None:
        event = moved(LI, WANG, 10)
        gives, takes = consents_of(ctx, event)
        ctx.happen(event, (replace(gives, by=("north",)), takes))

    return acted(act, [transfer(LI, WANG, 10)], "li")


def missing_consent() -> bytes:
    """The event keeps silent about the receiver's consent."""

    def act(ctx: Context) -> None:
        event = moved(LI, WANG, 10)
        ctx.happen(event, consents_of(ctx, event)[:1])

    return acted(act, [transfer(LI, WANG, 10)], "li")


# What does not add up.


def overdrawn() -> bytes:
    """Li signed away more than there was, the operator let it go below zero, and the claim is about before."""
    world = tell().world
    before = world.last_time
    world.force(world.sign([transfer(LI, WANG, 5_000)], "li"))
    return encode_package(control(world, world.publish(), as_of=before))


def changed_record() -> bytes:
    """The operator wrote another quantity into the record, without an event."""
    return acted(lambda ctx: ctx.state.write(HOLDINGS.path(LI, SHARE), _richer(ctx)))


# Trails that are sealed broken.


def another_holding() -> bytes:
    """A transfer from Li to Wang stands in Zhao's trail instead of Wang's."""
    return acted(lambda ctx: emitted(ctx, (LI, SHARE), (ZHAO, SHARE)), [transfer(LI, WANG, 1)], "li")


def one_trail_too_many() -> bytes:
    """A transfer from Li to Wang stands in Zhao's trail, too."""
    return acted(lambda ctx: emitted(ctx, (LI, SHARE), (WANG, SHARE), (ZHAO, SHARE)), [transfer(LI, WANG, 1)], "li")


def skipped_link() -> bytes:
    """The trail counts on from 4 to 6."""
    return acted(lambda ctx: emitted(ctx, (LI, SHARE), (WANG, SHARE), skip=1), [transfer(LI, WANG, 1)], "li")


def trail_begun_anew() -> bytes:
    """The record forgets its trail, and an event begins another."""

    def act(ctx: Context) -> None:
        ctx.state.write(HOLDINGS.path(LI, SHARE), replace(_holding(ctx), trail=Trail()))
        emitted(ctx, (LI, SHARE), (WANG, SHARE))

    return acted(act, [transfer(LI, WANG, 1)], "li")


def moved_head() -> bytes:
    """The record's head is nobody's hash."""
    head = Trail(head=HexHash("ab" * 32), seq=4)
    return acted(lambda ctx: ctx.state.write(HOLDINGS.path(LI, SHARE), replace(_holding(ctx), trail=head)))


def opened_twice() -> bytes:
    """The account is opened a second time, under other rules."""

    def act(ctx: Context) -> None:
        opened = AccountOpened(account=LI, holder="li", custodian="north", incoming="nobody", outgoing="custodian")  # type: ignore[arg-type]
        record = replace(ctx.read(ACCOUNTS, LI), outgoing="custodian")
        emit(ctx, opened, (), (ACCOUNTS.path(LI), record))

    return acted(act, [open_account(LI, "li", "custodian", custodian="north")], "north")


def false_opening_hash() -> bytes:
    """A link that shall say what the record was then says nothing, or one says it that shall not."""
    return acted(
        lambda ctx: emitted(ctx, (LI, SHARE), (WANG, SHARE), after=HexHash("ab" * 32)), [transfer(LI, WANG, 1)], "li"
    )


ROGUE: dict[str, tuple[int, Callable[[], bytes]]] = {
    "lawless_transfer": (10, lawless_transfer),
    "lawless_issue": (10, lawless_issue),
    "lawless_affirmation": (10, lawless_affirmation),
    "rotated_away_key": (10, rotated_away_key),
    "suspended_party": (10, suspended_party),
    "consent_of_another": (10, consent_of_another),
    "expired_transaction": (10, expired_transaction),
    "too_early_transaction": (10, too_early_transaction),
    "of_another_genesis": (10, of_another_genesis),
    "more_than_signed": (10, more_than_signed),
    "vote_taken_for_consent": (10, vote_taken_for_consent),
    "call_used_twice": (10, call_used_twice),
    "transaction_in_two_blocks": (10, transaction_in_two_blocks),
    "altered_consent": (10, altered_consent),
    "missing_consent": (10, missing_consent),
    "opened_twice": (10, opened_twice),
    "overdrawn": (10, overdrawn),
    "changed_record": (11, changed_record),
    "another_holding": (9, another_holding),
    "one_trail_too_many": (9, one_trail_too_many),
    "skipped_link": (9, skipped_link),
    "trail_begun_anew": (9, trail_begun_anew),
    "moved_head": (9, moved_head),
    "false_opening_hash": (9, false_opening_hash),
}
"""name → the check that must catch it, and how it is made"""


# How a rogue operator works.


def acted(act: Act, calls: Calls | None = None, *signers: str) -> bytes:
    """The told world, then a block in which ``act`` happened in the name of the calls; the claim is of the past."""
    world = tell().world
    before = world.last_time
    world.rogue_block(act, *([world.sign(calls, *signers)] if calls else ()))
    return encode_package(control(world, world.publish(), as_of=before))


def moved(sender: str, receiver: str, quantity: int) -> Transferred:
    """A transfer of free shares, as its event says it."""
    return Transferred(sender=sender, receiver=receiver, instrument=SHARE, quantity=quantity)  # type: ignore[arg-type]


def happened(ctx: Context, event: EventData) -> None:
    """Let an event happen with the consents that it would need, given or not."""
    ctx.happen(event, consents_of(ctx, event))


def consents_of(ctx: Context, event: EventData) -> tuple[Consent, ...]:
    ctx.call = "holdings.transfer"
    with everything_goes():
        return event.permit(ctx)


def emitted(ctx: Context, *holdings: tuple[str, str], skip: int = 0, after: HexHash | None = None) -> None:
    """A transfer of one share from Li to Wang, in the trails of these holdings, whose records do not change."""
    event = moved(LI, WANG, 1)
    records = [(HOLDINGS.path(*holding), ctx.read(HOLDINGS, *holding)) for holding in holdings]
    emit(ctx, event, consents_of(ctx, event), *records, skip=skip, after=after)


def emit(
    ctx: Context,
    event: EventData,
    consents: tuple[Consent, ...],
    *records: tuple[RecordPath, TrailedRecord],
    skip: int = 0,
    after: HexHash | None = None,
) -> None:
    """Log an event in the trails of these records, whatever it touches, and write them as they are given."""
    links = tuple(TrailLink(one.trail.head, path, one.trail.seq + 1 + skip, after) for path, one in records)
    leaf = ctx.emit(event.type, event.object, event, consents, links)
    for link, (path, record) in zip(links, records, strict=True):
        ctx.state.write(path, replace(record, trail=Trail(HexHash(leaf.hex()), link.seq)))


def _holding(ctx: Context) -> Holding:
    found = ctx.read(HOLDINGS, LI, SHARE)
    assert isinstance(found, Holding)
    return found


def _richer(ctx: Context) -> Holding:
    holding = _holding(ctx)
    return replace(holding, free=Quantity(holding.free + 1_000))
