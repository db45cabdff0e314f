# SPDX-License-Identifier: Apache-2.0
"""The law of orders."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.law.event import Ending, EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.records import ENCUMBRANCES, WHOLE
from counterfoil.modules.holdings.reservations import Frozen, Unfrozen

from . import calls as c
from .events import Given
from .outcomes import OrdersOutcome
from .records import ORDERS

DOCUMENT: Final = "d" * 64


def give(call: c.Give, _moment: Moment) -> Iterable[EventData]:
    yield Given(
        order=call.order,
        authority=call.authority,
        act=call.act,
        account=call.account,
        receiver=call.receiver,
        expires=call.expires,
    )


def force(call: c.Force, _moment: Moment) -> Iterable[EventData]:
    path = ORDERS.path(call.order)
    yield Forced(
        sender=call.sender,
        receiver=call.receiver,
        instrument=call.instrument,
        free=call.free,
        taken=call.taken,
        order=path,
        cause=path,
    )


def burn(call: c.Burn, _moment: Moment) -> Iterable[EventData]:
    path = ORDERS.path(call.order)
    yield Burned(
        account=call.account, instrument=call.instrument, free=call.free, taken=call.taken, order=path, cause=path
    )


def recover(call: c.Recover, moment: Moment) -> Iterable[EventData]:
    path = ORDERS.path(call.order)
    yield Recovered.of(
        moment,
        sender=call.sender,
        receiver=call.receiver,
        instrument=call.instrument,
        encumbrances=call.encumbrances,
        order=path,
        cause=path,
    )


def freeze(call: c.Freeze, _moment: Moment) -> Iterable[EventData]:
    yield Frozen(
        encumbrance=call.freeze,
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        supervisor=call.supervisor,
        legal_reference="judgment 1",
        document=DOCUMENT,
        order=ORDERS.path(call.order),
    )


def thaw(call: c.Thaw, moment: Moment) -> Iterable[EventData]:
    frozen = known(moment, ENCUMBRANCES, call.freeze)
    yield Unfrozen(
        encumbrance=call.freeze,
        account=frozen.account,
        instrument=frozen.instrument,
        quantity=None if frozen.quantity == WHOLE else frozen.quantity,
        supervisor=call.supervisor,
        legal_reference="judgment 2",
        document=DOCUMENT,
        order=ORDERS.path(call.order),
    )


def end(call: c.End, moment: Moment) -> Iterable[EventData]:
    order, found = known(moment, ORDERS, call.order), moment.find(call.record)
    if not isinstance(found, Ending):
        raise Refused(OrdersOutcome.not_ordered, call.record)
    return found.ended(order.account, ORDERS.path(call.order))


LAW: Final = Law(
    noun="orders",
    calls={
        c.Give: Rule(give),
        c.Force: Rule(force),
        c.Burn: Rule(burn),
        c.Recover: Rule(recover),
        c.Freeze: Rule(freeze),
        c.Thaw: Rule(thaw),
        c.End: Rule(end),
    },
    events=(Given,),
    tables=(ORDERS,),
    outcomes=OrdersOutcome,
    words=Vocabulary(
        sentences={
            "orders.given": Words(
                "Order {order} of {authority}: {act} account {account}",
                "{authority} 的命令 {order}：{act} 账户 {account}",
            ),
        }
    ),
)
