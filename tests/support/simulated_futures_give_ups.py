# SPDX-License-Identifier: Apache-2.0
"""Give-ups in a simulated market: trades that one member executes and another carries, turned down, or taken back."""

from dataclasses import dataclass

from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS, End, GiveUp, GiveUpStatus, Held
from counterfoil.modules.futures.positions import Direction, Fill, Offset, Position
from counterfoil.modules.futures.records import FUTURES, HedgeFlag, MarginAccount
from support.simulation_floor import VENUE, FuturesPart, account_of
from support.simulation_part import Intent

EXECUTING = ("broker", "dealer")
TWICE = ("ann", "ben")
"""They have accounts with several members."""


@dataclass
class GivingUp(FuturesPart):
    """Members that execute for clients whom another carries, in the client's own account or in theirs."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("give_up_trade", "take_up", "take_up of its own", "refuse_give_up", "refuse_give_up by who gave it up"),
            *("carry", "carry refused", "let_go", "let_go: not_carried", "take_up: agreement_elsewhere"),
            *("refuse_give_up: not_its_side", "let_go a while later"),
        )
    )

    def trades(self, now: int) -> list[Intent]:
        """Members deal in their own accounts, for others."""
        copper, names = self.futures(), self.able()
        if not copper or not names:
            return []
        pair = [account_of(self.random.choice(EXECUTING)), self.random.choice(names)]
        self.random.shuffle(pair)
        return [self.traded(self.random.choice(copper), *pair, now, lots=self.random.choice((1, 2)))]

    def goes_on(self, _now: int) -> list[Intent]:
        """Trades are offered; some are taken at once, and of some of these one end moves."""
        trading = {one.contract for one in self.futures()}
        found = []
        for account, position in self.positions():
            fills = [one for one in position.fills if one.in_turn] if position.day == self.day else []
            if fills and position.contract in trading and self.likely(0.5):
                found += self._offered(account, position, self.random.choice(fills))
        return found

    def ends(self, _now: int) -> list[Intent]:
        """What was offered is taken and moved, or stays where it is."""
        return [intent for one in self._of_today() for intent in self._ended(one)]

    def _of_today(self) -> list[GiveUp]:
        trading = {one.contract for one in self.futures()}
        return [one for one in self.rows(GIVE_UPS) if one.day == self.day and one.contract in trading]

    # What is offered.

    def _offered(self, account: MarginAccount, position: Position, fill: Fill) -> list[Intent]:
        """To another member that carries the client, whose own trade it is, or becomes."""
        if account.own and account.member in EXECUTING:
            holder = self.random.choice(TWICE)
        elif account.holder in TWICE:
            holder = account.holder
        else:
            return []
        others = [one for one in self.accounts() if one.holder == holder and one.member != account.member]
        to, name = self.random.choice(others), self.scene.name("given")
        call = g.GiveUpTrade(
            give_up=name,
            contract=position.contract,
            executing=account.member,
            carrying=to.member,
            client=holder,
            executed_in=Held(account=account.account, hedge=position.hedge),
            fill=fill,
            carried_in=to.account,
            in_own=account.own,
        )
        found = [self.by(call, signed=account.member)]
        if self.likely(0.3):
            found.append(self._taken(name, to.member, holder, in_own=account.own, offset=self._offset_in(to, call)))
            if self.likely(0.5):
                found.append(self.by(g.Carry(give_up=name)))
        return found

    def _offset_in(self, to: MarginAccount, call: g.GiveUpTrade) -> Offset:
        """It opens there, or closes what is there."""
        return self.offset(to.account, call.contract, call.fill.direction, HedgeFlag.speculation, call.fill.lots)

    def _taken(self, name: str, member: str, client: str, *, in_own: bool, offset: Offset) -> Intent:
        call = g.TakeUp(give_up=name, offset=offset)
        if not in_own:
            return self.by(call, signed=member)
        return [call], (member, client), lambda: self.happened("futures.take_up of its own")

    # What becomes of it.

    def _ended(self, one: GiveUp) -> list[Intent]:
        carried = self.view.read(MOVED_ENDS, one.give_up, End.carried) is not None
        gone = self.view.read(MOVED_ENDS, one.give_up, End.let_go) is not None
        if one.status is GiveUpStatus.taken and not gone:
            return [self._moved(one, one.offset, carried=carried)]
        if one.status is not GiveUpStatus.offered:
            return [self._taken(one.give_up, one.carrying, one.client, in_own=one.in_own, offset=one.offset)]
        if self.likely(0.4):
            return [self._stays(one)]
        to = next(each for each in self.accounts() if each.account == one.carried_in.account)
        offset = self.offset(to.account, one.contract, one.fill.direction, HedgeFlag.speculation, one.fill.lots)
        found = [self._taken(one.give_up, one.carrying, one.client, in_own=one.in_own, offset=offset)]
        if self.likely(0.2):
            found.append(self.by(g.LetGo(give_up=one.give_up)))
        return [*found, self._moved(one, offset, carried=False)]

    def _stays(self, one: GiveUp) -> Intent:
        """Turned down, or taken back; or somebody says so whom it does not concern."""
        by = self.random.choice((one.carrying, one.executing, "frail"))
        call = g.RefuseGiveUp(give_up=one.give_up, by=by, reason="not ours")
        back = by == one.executing
        return [call], (by,), lambda: self.happened("futures.refuse_give_up by who gave it up") if back else None

    def _moved(self, one: GiveUp, offset: Offset, *, carried: bool) -> Intent:
        """Both ends, or the one that is left, and the venue says how much is open then."""
        contract = self.view.read(FUTURES, one.contract)
        assert contract is not None
        now = self.today(contract)
        here = 0 if carried else _long(one.fill, offset)
        balance = self.published(replace(now, long=max(0, now.long + here - _long(one.fill, one.fill.offset))))
        ends: list[Call] = [g.LetGo(give_up=one.give_up), balance]
        if carried:
            return ends, (VENUE,), lambda: self.happened("futures.let_go a while later")
        return [g.Carry(give_up=one.give_up), *ends], (VENUE,), lambda: None


def _long(fill: Fill, offset: Offset) -> int:
    """Lots long that are more by such a trade, or, negative, less."""
    opens = offset is Offset.opens
    if fill.direction is Direction.bought:
        return fill.lots if opens else 0
    return 0 if opens else -fill.lots
