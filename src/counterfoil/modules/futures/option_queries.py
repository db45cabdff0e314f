# SPDX-License-Identifier: Apache-2.0
"""What is to be exercised and assigned, series by series and account by account."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.futures import option_calls as c
from counterfoil.modules.futures.option_drawing import drawing, instructed
from counterfoil.modules.futures.option_records import DRAWS, INSTRUCTIONS, beneath, exercised_of, is_assigned
from counterfoil.modules.futures.option_terms import ExerciseStyle
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Position
from counterfoil.modules.futures.records import FUTURES, HOUSES, FuturesContract, HedgeFlag, MarginAccount
from counterfoil.modules.futures.reduction_records import is_reduced, is_reducing
from counterfoil.modules.futures.trading_days import ends_by
from counterfoil.primitives.types import DayNumber


def exercising(view: View, account: MarginAccount, day: DayNumber) -> Iterator[Call]:
    """What is to be done of an account's options before it is settled, where it is said how the day's are assigned.

    A forced reduction of what is beneath comes first.
    """
    for listed in account.positions if is_reduced(view, account, day) else ():
        name, hedge = named(listed)
        contract = view.read(FUTURES, name)
        draw = None if contract is None or contract.option is None else view.read(DRAWS, name, str(day))
        position = None if draw is None else _position(view, account, name, hedge)
        if contract is None or contract.option is None or position is None or draw is None:
            continue
        last, now = _ends(view, contract, day), position.on(day)
        said = view.read(INSTRUCTIONS, name, str(day), account.account, hedge)
        lots = exercised_of(contract, now, said, beneath(view, contract.option).price, last=last)
        if lots or (last and now.long):
            yield c.Exercise(account=account.account, contract=name, hedge=hedge)
        falls = 0 if is_assigned(now, day) else draw.lots_of(f"{account.account}/{hedge}", now.short_lots)
        if falls or (last and now.short):
            yield c.Assign(account=account.account, contract=name, hedge=hedge)


def is_waiting(view: View, account: MarginAccount, day: DayNumber) -> bool:
    """Whether the house has still to say how a day's exercises fall of something that the account has."""
    for listed in account.positions:
        name, hedge = named(listed)
        contract = view.read(FUTURES, name)
        position = None if contract is None or contract.option is None else _position(view, account, name, hedge)
        if contract is None or position is None or position.flat:
            continue
        may = _ends(view, contract, day) or instructed(view, name, day)
        if may and view.read(DRAWS, name, str(day)) is None:
            return True
    return False


def draws(view: View, house: str, day: DayNumber) -> Iterator[c.DrawAssignment]:
    """What the house has still to publish for a day: of series that end on it, and of those that somebody exercises."""
    for _, contract in view.rows(FUTURES):
        if contract.house == house and _is_priced(view, contract, day):
            trading = view.read(TRADINGS, contract.contract)
            there = trading is not None and trading.short > 0
            if there and (_ends(view, contract, day) or instructed(view, contract.contract, day)):
                yield c.DrawAssignment(contract=contract.contract, **drawing(view, contract, day)._asdict())


def _position(view: View, account: MarginAccount, contract: str, hedge: HedgeFlag) -> Position | None:
    return view.read(POSITIONS, account.account, contract, hedge)


def _is_priced(view: View, contract: FuturesContract, day: DayNumber) -> bool:
    """Whether it is an option with all the prices of a day on which it may be exercised, and not drawn yet."""
    if contract.option is None or contract.settled != day or beneath(view, contract.option).fixed != day:
        return False
    may = _ends(view, contract, day) or contract.option.style is ExerciseStyle.american
    may = may and not is_reducing(view, contract, day)
    return may and view.read(DRAWS, contract.contract, str(day)) is None


def _ends(view: View, contract: FuturesContract, day: DayNumber) -> bool:
    return ends_by(known(view, HOUSES, contract.house), contract, day)
