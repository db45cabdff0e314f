# SPDX-License-Identifier: Apache-2.0
"""What is always true of orders, files and limits."""

from collections import Counter
from collections.abc import Iterator

from msgspec import UNSET

from counterfoil.law.module import View
from counterfoil.modules.holdings.queries import balance_of, balance_of_party
from counterfoil.modules.parties.records import PARTIES, Standing
from counterfoil.modules.supervision.order import ORDERS, Order, OrderStatus
from counterfoil.modules.supervision.records import CAPS, FILES, POLICIES, File, OrderKind
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    orders = {order.order: order for _, order in view.rows(ORDERS)}
    yield from _policies(view)
    yield from _files(view, orders)
    yield from _caps(view, orders)
    yield from _custody(view, orders)
    for path, order in view.rows(ORDERS):
        if order.status is OrderStatus.proposed and order.checker is not None:
            yield f"{path}: proposed, and checked by {order.checker}"
        if order.answer is not None and order.kind is not OrderKind.disclose:
            yield f"{path}: {order.kind} with an answer"
        if order.scope.quantity is not None and order.done > order.scope.quantity:
            yield f"{path}: {order.done} taken, {order.scope.quantity} ordered"


def _policies(view: View) -> Iterator[str]:
    for path, policy in view.rows(POLICIES):
        since = [entry.since for entry in policy.entries]
        if since != sorted(set(since)) or not since:
            yield f"{path}: policies do not follow one another"


def _files(view: View, orders: dict[str, Order]) -> Iterator[str]:
    noted = Counter(
        subject for order in orders.values() if order.status is not OrderStatus.proposed for subject in order.subjects
    )
    never = {order.order for order in orders.values() if order.checker is None and order.eyes}
    files: dict[str, File] = {file.subject: file for _, file in view.rows(FILES)}
    for subject, least in noted.items():
        # An order that ended while it was only proposed touched nobody.
        least -= sum(
            subject in orders[name].subjects for name in never if orders[name].status is not OrderStatus.proposed
        )
        lines = files[subject].lines if subject in files else 0
        if lines < least:
            yield f"file of {subject} has {lines} lines, fewer than the {least} orders that touched it"
    for path, file in view.rows(FILES):
        for one in file.waiting:
            order = orders.get(one.order)
            if order is None or (order.kind, order.status) != (OrderKind.freeze, OrderStatus.in_force):
                yield f"{path}: {one.order} waits, and is no freeze to be carried out"
        under = None if file.suspended is None else orders.get(file.suspended)
        if file.suspended is not None and (under is None or under.status is not OrderStatus.carried_out):
            yield f"{path}: suspended under {file.suspended}, which was not carried out"
        moving = None if file.recovering is UNSET else orders.get(file.recovering)
        if file.recovering is not UNSET and not _recovers(moving, path):
            yield f"{path}: moving under {file.recovering}, which is no recovery of it in force"
        if under is not None and under.scope.party is not None:
            party = view.read(PARTIES, under.scope.party)
            if party is None or party.status is not Standing.suspended:
                yield f"{path}: suspended under {file.suspended}, and stands"


def _recovers(order: Order | None, path: str) -> bool:
    """Whether it is an order that the account of a file is recovered, and is not over."""
    meant = order is not None and (order.kind, order.status) == (OrderKind.recover, OrderStatus.in_force)
    return meant and order is not None and path == FILES.path(*order.subjects[0].split("/"))


def _caps(view: View, orders: dict[str, Order]) -> Iterator[str]:
    for path, caps in view.rows(CAPS):
        for cap in caps.caps:
            order = orders.get(cap.order)
            if order is None or (order.kind, order.status) != (OrderKind.limit, OrderStatus.carried_out):
                yield f"{path}: a limit under {cap.order}, which does not stand"
            if cap.party is None:
                continue
            units = balance_of_party(view, cap.party, caps.instrument)
            if units != cap.counted:
                yield f"{path}: counts {cap.counted} of {cap.party}, which holds {units}"


def _custody(view: View, orders: dict[str, Order]) -> Iterator[str]:
    kept: Counter[tuple[str, str]] = Counter()
    for path, seizure in view.rows(SEIZURES):
        order = orders.get(seizure.seizure)
        if order is None or (order.kind, order.done) != (OrderKind.seize, seizure.taken):
            yield f"{path}: {seizure.taken} seized, which is not what its order says was"
        if seizure.taken != seizure.left + seizure.sold + seizure.returned:
            yield f"{path}: {seizure.taken} seized are not those left, sold and returned"
        if seizure.received != seizure.money + seizure.paid_out:
            yield f"{path}: {seizure.received} received is not what is left and what was paid out"
        kept[seizure.state, seizure.instrument] += seizure.left
        if seizure.cash is not None:
            kept[seizure.state, seizure.cash] += seizure.money
    for path, custody in view.rows(CUSTODIES):
        if custody.units != kept.pop((custody.account, custody.instrument), 0):
            yield f"{path}: {custody.units} in custody, which is not the sum of what was seized"
        if custody.units > balance_of(view, custody.account, custody.instrument):
            yield f"{path}: {custody.units} in custody are not held"
    for account, instrument in (one for one, units in kept.items() if units):
        yield f"account {account} keeps {instrument} that was seized, and no record says so"
