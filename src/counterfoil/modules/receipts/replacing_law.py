# SPDX-License-Identifier: Apache-2.0
"""The law of documents that replace each other: which events their calls cause. What replaces adds up."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.receipts import document_calls as c
from counterfoil.modules.receipts import replacing_events as e
from counterfoil.modules.receipts.document_law import brought, ended, require_term
from counterfoil.modules.receipts.documents import Action, DocumentStatus
from counterfoil.modules.receipts.goods import require_few
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import SCHEMES
from counterfoil.modules.receipts.taking import at, title_of
from counterfoil.modules.receipts.terms import ITEMS_MAX, Contents


def split(call: c.Split, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.split_up)
    title, said = title_of(moment, call.document), found.contents
    whole = (sum(part.amount for part in call.into), sum(part.packages for part in call.into))
    names = {part.document for part in call.into}
    adds_up = whole == (said.amount, said.packages) and 1 < len(names) == len(call.into)
    require(adds_up, ReceiptsOutcome.parts_do_not_add_up, f"{whole[0]} of {said.amount}")
    items = sorted(epc for part in call.into for epc in part.items)
    require(items == sorted(said.items), ReceiptsOutcome.items_do_not_add_up, call.document)
    yield e.SplitUp(document=call.document, goods_keeper=found.goods_keeper, account=title.account, into=call.into)
    yield ended(found, title.account)
    for part in call.into:
        yield from brought(moment, found, part.document, title.account, (call.document,))


def merge(call: c.Merge, moment: Moment) -> Iterable[EventData]:
    found = [at(moment, document, Action.merge) for document in call.documents]
    accounts = {title_of(moment, document).account for document in call.documents}
    alike = 1 < len(set(call.documents)) == len(found)
    alike = alike and len({(one.goods_key, one.contents.named) for one in found}) == len(accounts) == 1
    require(alike, ReceiptsOutcome.other_goods, " and ".join(call.documents))
    (account,), first = accounts, found[0]
    said = _merged([one.contents for one in found])
    require(len(said.items) <= ITEMS_MAX, ReceiptsOutcome.items_do_not_add_up, call.into)
    require_few(moment, said.items)
    yield e.Merged(
        documents=call.documents,
        into=call.into,
        goods_keeper=first.goods_keeper,
        account=account,
        contents=said,
    )
    for one in found:
        yield ended(one, account)
    yield from brought(moment, first, call.into, account, call.documents)


def amend(call: c.Amend, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.amend)
    title, said = title_of(moment, call.document), call.contents
    disputed = found.status is DocumentStatus.in_dispute
    lost_items = tuple(epc for epc in found.contents.items if epc not in said.items)
    rest = sorted(epc for epc in found.contents.items if epc in said.items)
    same = said.amount == found.left and sorted(said.items) == rest and (found.goods_lost > 0 or not lost_items)
    require(same, ReceiptsOutcome.parts_do_not_add_up, f"{said.amount} for {found.left}")
    scheme = known(moment, SCHEMES, found.scheme)
    require_term(said, moment.time, scheme.rules_at(moment.time))
    yield e.Amended(
        document=call.document,
        goods_keeper=found.goods_keeper,
        account=title.account,
        into=call.into,
        contents=said,
        lost_items=lost_items,
        registered_by=scheme.registered_by if disputed else None,
        disputed_by=found.disputed_by,
    )
    yield ended(found, title.account)
    yield from brought(moment, found, call.into, title.account, (call.document,))


def to_paper(call: c.ToPaper, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.to_paper)
    title = title_of(moment, call.document)
    yield e.PutOnPaper(
        document=call.document,
        goods_keeper=found.goods_keeper,
        account=title.account,
        statement=call.statement,
    )
    yield ended(found, title.account)


def from_paper(call: c.FromPaper, moment: Moment) -> Iterable[EventData]:
    found = at(moment, call.document, Action.from_paper)
    yield e.TakenFromPaper(
        document=call.document,
        goods_keeper=found.goods_keeper,
        registered_by=known(moment, SCHEMES, found.scheme).registered_by,
        into=call.into,
        account=call.account,
        statement=call.statement,
    )
    yield from brought(moment, found, call.into, call.account, (call.document,))


def _merged(said: Sequence[Contents]) -> Contents:
    """What documents say together: the first's words, the sums, and the shorter times."""
    return replace(
        said[0],
        amount=sum(one.amount for one in said),
        packages=sum(one.packages for one in said),
        items=tuple(epc for one in said for epc in one.items),
        kept_from=max(one.kept_from for one in said),
        kept_until=min(one.kept_until for one in said),
        fees_paid_until=min(one.fees_paid_until for one in said),
    )


REPLACING_MOVES: Final[Mapping[type[Call], Moves]] = {
    c.Split: split,
    c.Merge: merge,
    c.Amend: amend,
    c.ToPaper: to_paper,
    c.FromPaper: from_paper,
}
