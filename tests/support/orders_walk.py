# SPDX-License-Identifier: Apache-2.0
"""Random calls under orders, each with how the slow twin is asked the same: often right, and sometimes wrong."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.modules.cash import calls as k
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import HOLDINGS, Taken
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.enforcement import KeysRenewed
from counterfoil.modules.supervision.events import Given, Proposed
from counterfoil.modules.supervision.order import Scope
from counterfoil.modules.supervision.records import OrderKind, Power
from counterfoil.modules.supervision.seized import Victim
from support.laws_twin.orders_slowly import judged
from support.laws_twin.seized_slowly import Realm
from support.laws_twin.state import Plain
from support.laws_twin.units_slowly import Units
from support.laws_twin.yuan_slowly import Circulation
from support.ledger import DOCUMENT, Ledger, policy_of
from support.supervised import LONGEST_MS, set_policy
from support.supervised_yuan import LIMITS, STATE_ACCOUNTS, YUAN, trading_yuan

EVERYBODY = "court police ministry clerk registrar supervisor alice bob treasury icbc"
ALONE = ("freeze", "thaw", "suspend", "resume")
BY_TWO = ("seize", "burn", "recover", "sell", "return")
KINDS = (*ALONE, *BY_TWO)
WALLETS = {"wallet": "wallet", "trip": "wallet", "new-wallet": "new-wallet", "bobs": "bobs", "states": "states"}
PLACES = {"SHARE": ("of-alice", "of-alice", "of-bob", "state"), YUAN: ("wallet", "wallet", "trip", "bobs", "states")}
"""instrument → accounts in which orders look for it"""
LOST = (("of-alice", "second-of-alice"), ("second-of-alice", "of-alice"), ("wallet", "new-wallet"), ("trip", "wallet"))
STRANGE = (("new-wallet", "no-wallet"), ("of-alice", "of-bob"), ("state", "states"), ("bobs", "bobs"))
"""Recoveries that are none, or of what is in custody."""
Step = tuple[Call, tuple[Any, ...]]


def plain_policy(longest: int = LONGEST_MS, **changes: Any) -> Plain:
    """What the market's policy says, for the twin."""
    orders = {kind: ["court", "police"] for kind in ALONE} | {kind: ["court"] for kind in BY_TWO}
    described: Plain = {
        "changers": ["supervisor", "ministry"],
        "changed_by_two": True,
        "superiors": ["ministry"],
        "state_accounts": list(STATE_ACCOUNTS),
        "officers": ["clerk", "twin"],
        "orders": orders,
        "by_two": list(BY_TWO),
        "longest": longest,
    }
    return described | changes


def powers_of(policy: Plain) -> tuple[Power, ...]:
    """The same for the ledger."""
    return tuple(
        Power(
            kind=OrderKind(kind),
            authorities=tuple(authorities),
            officers=tuple(policy["officers"]),
            four_eyes=kind in policy["by_two"],
            orders_only=True,
            duration_max_ms=policy["longest"],
        )
        for kind, authorities in policy["orders"].items()
    )


def market() -> Ledger:
    """Shares, money and digital yuan under a policy; Alice has a sub-wallet, too."""
    ledger = trading_yuan()
    ledger.account("trip", "alice", custodian="icbc")
    sub = k.OpenSubWallet(account="trip", instrument=YUAN, parent="wallet")
    back = h.Transfer(sender="vault", receiver="bobs", instrument=YUAN, quantity=200)
    ledger.do(
        sub, back, h.Transfer(sender="wallet", receiver="trip", instrument=YUAN, quantity=60), signed_by=EVERYBODY
    )
    return ledger


def before(ledger: Ledger) -> None:
    """From now on it gives orders that cannot work, and renews keys for them, as chains did when nobody asked."""
    machine = ledger.machine
    kept = {event: limits for event, limits in machine.limits.items() if event not in (Given, Proposed, KeysRenewed)}
    ledger.machine = replace(machine, limits=kept)


class OrdersWalk:
    """The next call about a market, from a seed and what was ordered so far."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ledger = market()
        if seed % 2:
            before(self.ledger)
        state = self.ledger.state
        self.twin = Realm(
            {account.account: account.holder for _, account in state.rows(ACCOUNTS)},
            {(one.account, one.instrument): one.free for _, one in state.rows(HOLDINGS)},
            Circulation(dict(WALLETS), {"vault": 1_000}, **LIMITS),
        )
        self.twin.careful = not seed % 2
        self.twin.set_policy("supervisor", "ministry", None, plain_policy(), self.ledger.time)
        self.made = 0
        self.first = self.ledger.time

    def ask(self, *asked: Any) -> str:
        return judged(self.twin, *asked)

    def next(self, now: int) -> Step:
        makers: tuple[tuple[int, Callable[[int], Step]], ...] = (
            *((6, one) for one in (self.order, self.carry_out)),
            *((3, one) for one in (self.carry_out, self.dispose)),
            *((2, one) for one in (self.approve, self.move, self.offer)),
            *((1, one) for one in (self.lift, self.expire, self.change_policy, self.change_policy, self.renew)),
        )
        weights, choices = zip(*makers, strict=True)
        return self.random.choices(choices, weights)[0](now)

    def signers(self) -> dict[str, str]:
        """Everybody, with the keys that each has by now."""
        keys = [f"{name}-{self.twin.keys[name]}" if name in self.twin.keys else name for name in EVERYBODY.split()]
        return {"signed_by": " ".join(keys), "by": EVERYBODY}

    def renewed(self) -> list[tuple[str, int]]:
        """Keys that an order of recovery ever named: whose, and the number in their name."""
        return [("alice", order["keys"]) for order in self.twin.orders.values() if order.get("keys")]

    def day(self) -> int:
        """Today, in China."""
        return day_of(self.ledger.time, 480)

    # What there is to choose from.

    def one_of(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def ready(self, now: int, *kinds: str, status: str = "in_force") -> list[str]:
        """The last orders of these kinds, or of all, that can be carried out now."""
        found = self.twin.orders.items()
        of_kind = [(name, order) for name, order in found if not kinds or order["kind"] in kinds]
        return [name for name, order in of_kind if order["status"] == status and order["expires"] > now][-8:]

    def known(self, now: int, *kinds: str, status: str = "in_force") -> str:
        """One of them, mostly; or another order, or none."""
        of_kind = [name for name, order in self.twin.orders.items() if not kinds or order["kind"] in kinds]
        meant = self.ready(now, *kinds, status=status) * 5
        return self.one_of(*meant, *of_kind[-3:], *list(self.twin.orders)[-2:], "none")

    def some_freeze(self) -> str:
        freezes = [name for name in self.twin.where if name in self.twin.orders]
        return self.one_of(*freezes[-5:], "none")

    def seizure(self) -> str:
        """What was seized, mostly where something is left."""
        left = [name for name, one in self.twin.seizures.items() if one["left"] or one["money"]]
        return self.one_of(*left[-4:] * 4, *list(self.twin.seizures)[-3:], "none")

    def by(self, name: str) -> str:
        """Who carries an order out, or tries."""
        order = self.twin.orders.get(name)
        return self.one_of("registrar", "alice", *([] if order is None else [order["authority"]] * 4))

    # Orders come and go.

    def order(self, now: int) -> Step:
        """Given or proposed."""
        self.made += 1
        stopped = [account for account, under in self.twin.suspended.items() if under is not None]
        left = any(one["left"] or one["money"] for one in self.twin.seizures.values())
        more = ["resume"] * 3 * len(stopped) + ["sell", "sell", "return"] * left
        kind = self.one_of(*KINDS, "freeze", "freeze", "seize", "seize", "recover", *more)
        name = self.one_of(f"o{self.made}", f"o{self.made}", f"o{self.made}", f"o{self.made}", "o1")
        scope, more = self.scope(kind)
        expires = now + self.one_of(-1, 1, 30_000, *[2_000_000] * 9, LONGEST_MS, LONGEST_MS + 1)
        authority = self.one_of(*["court"] * 12, "police", "police", "ministry")
        checker = self.one_of(None, *["clerk"] * 9, "court", "alice")
        asked = {"name": name, "kind": kind, "authority": authority, "checker": checker, "expires": expires, **more}
        said: dict[str, Any] = {"reference": "ruling 1", "document": DOCUMENT, "expires": expires, "scope": scope}
        said |= {"order": name, "kind": OrderKind(kind), "authority": authority}
        if self.random.random() < 0.3:
            return c.Propose(**said), ("propose", asked, now)
        return c.Give(**said, checker=checker), ("give", asked, now)

    def scope(self, kind: str) -> tuple[Scope, Plain]:
        """How far an order goes, for the ledger and for the twin."""
        if kind in ("sell", "return"):
            return self.scope_of_seized(kind)
        if kind == "recover":
            account, receiver = self.one_of(*LOST * 3, *STRANGE)
            keys = self.made if self.twin.holders[account] == "alice" and self.random.random() < 0.3 else None
            policy = None if keys is None else policy_of(f"alice-{keys}")
            asked = {"account": account, "receiver": receiver, "keys": keys}
            return Scope(account=account, receiver=receiver, keys=policy), asked
        if kind in ("suspend", "resume"):
            stopped = [one for one, under in self.twin.suspended.items() if under is not None] * 3
            account = self.one_of("of-alice", "of-bob", "wallet", "bobs", *(stopped if kind == "resume" else []))
            return Scope(account=account), {"account": account}
        instrument = self.one_of("SHARE", YUAN)
        account = self.one_of(
            *self.places(instrument), *(["vault"] * 6 if (kind, instrument) == ("burn", YUAN) else [])
        )
        quantity = {"freeze": self.one_of(None, 10, 40), "seize": 20, "burn": 5}.get(kind)
        asked = {"account": account, "instrument": instrument, "quantity": quantity}
        more: dict[str, Any] = {}
        if kind == "thaw":
            asked["freeze"] = self.some_freeze()
            if asked["freeze"] in self.twin.where and self.random.random() < 0.8:
                asked["account"], asked["instrument"] = self.twin.where[asked["freeze"]]
            more["freeze"] = f"supervision/{asked['freeze']}"
        if kind == "seize":
            usual = "state" if instrument == "SHARE" else "states"
            asked["receiver"] = more["receiver"] = self.one_of(
                usual, usual, usual, usual, "states", "no-wallet", "bobs"
            )
        return Scope(**{one: asked[one] for one in ("account", "instrument", "quantity")}, **more), asked

    def scope_of_seized(self, kind: str) -> tuple[Scope, Plain]:
        """Of a sale or a return of what was seized, which is not always there."""
        name = self.seizure()
        seizure = self.twin.seizures.get(name, {"instrument": "SHARE", "cash": None, "left": 0, "money": 0})
        if kind == "sell":
            quantity = self.one_of(*[max(1, seizure["left"] // 2)] * 4, 21)
            other = "CNY" if seizure["instrument"] == YUAN else self.one_of("CNY", YUAN)
            sale = {"seizure": name, "quantity": quantity, "cash": other, "price": self.one_of(5, 20)}
            return Scope(**sale), sale
        instrument = self.one_of(seizure["instrument"], seizure["cash"] or seizure["instrument"], "CNY")
        there = seizure["left"] if instrument == seizure["instrument"] else seizure["money"]
        quantity = self.one_of(*[max(1, there - 1)] * 4, 21)
        places = ("wallet", "bobs", "trip", "of-bob") if instrument == YUAN else ("of-alice", "of-bob", "of-carol")
        victims = [(one, self.one_of(1, 3, 10)) for one in self.random.sample(places, self.one_of(1, 2, 3))]
        asked = {"seizure": name, "instrument": instrument, "quantity": quantity, "victims": victims}
        due = tuple(Victim(account=account, claim=claim) for account, claim in victims)
        return Scope(seizure=name, instrument=instrument, quantity=quantity, victims=due), asked

    def places(self, instrument: str) -> tuple[str, ...]:
        """Where orders look for it: in the usual accounts, and where there was a recovery to."""
        more = [to for _, to in LOST if self.twin.units.get((to, instrument), Units()).total]
        return (*PLACES[instrument], *more)

    def approve(self, now: int) -> Step:
        name, checker = self.known(now, status="proposed"), self.one_of("clerk", "clerk", "court", "police", "alice")
        return c.Approve(order=name, checker=checker), ("approve", name, checker, now)

    def lift(self, now: int) -> Step:
        name, by = (
            self.known(now, status=self.one_of("in_force", "proposed")),
            self.one_of("court", "police", "ministry"),
        )
        return c.Lift(order=name, by=by), ("lift", name, by, now)

    def expire(self, now: int) -> Step:
        over = [name for name, order in self.twin.orders.items() if order["expires"] <= now]
        name = self.one_of(*over[-8:] * 3, self.known(now))
        suspends = self.twin.orders.get(name, {}).get("kind") == "suspend"
        by = "supervisor" if suspends or self.random.random() < 0.1 else None
        return c.Expire(order=name, by=by), ("expire", name, by, now)

    def change_policy(self, now: int) -> Step:
        """Now, later, or in vain; for a while the police seize, the ministry orders, or nobody destroys anything."""
        base = plain_policy()["orders"]
        orders = self.one_of(
            *[base] * 6,
            base | {"seize": ["court", "police"], "recover": ["police", "court"]},
            base | {kind: [*authorities, "ministry"] for kind, authorities in base.items()},
            {kind: authorities for kind, authorities in base.items() if kind != "burn"},
        )
        policy = plain_policy(
            longest=self.one_of(*[LONGEST_MS] * 6, 200_000),
            orders=orders,
            superiors=self.one_of(["ministry"], ["ministry"], ["ministry", "court"], []),
            state_accounts=self.one_of(*[list(STATE_ACCOUNTS)] * 5, ["state", "bobs"]),
            by_two=self.one_of(list(BY_TWO), ["seize", "burn"], ["recover"]),
            changed_by_two=self.one_of(True, True, False),
        )
        far = self.first + 10**9
        # Once some are to come, mostly more are, so that in some walk there are too many.
        much = 40 if len(self.twin.policies.coming(now)) > 2 else 4
        since = self.one_of(None, None, now, now - 1, now + 60_000, *[far + self.made] * much)
        by, second = (
            self.one_of(*["supervisor"] * 4, "ministry", "court"),
            self.one_of(*["ministry"] * 4, None, "clerk"),
        )
        names = ("changers", "superiors", "state_accounts")
        said = {one: tuple(policy[one]) for one in names} | {"changed_by_two": policy["changed_by_two"]}
        call = set_policy(by=by, second=second, since=since, powers=powers_of(policy), **said)
        return call, ("set_policy", by, second, since, policy, now)

    # What is done under them.

    def carry_out(self, now: int) -> Step:
        ready = [self.twin.orders[name]["kind"] for name in self.ready(now)]
        kind = self.one_of(*ready * 4, *KINDS)
        if kind in ("sell", "return"):
            return self.dispose(now)
        name = self.known(now, kind)
        by = self.by(name)
        if kind in ("seize", "burn"):
            return self.take(kind, name, by, now)
        if kind == "recover":
            return self.recover(name, by, now)
        calls: dict[str, Any] = {"freeze": c.Freeze, "thaw": c.Thaw, "suspend": c.Suspend, "resume": c.Resume}
        return calls[kind](order=name, by=by), (kind, name, by, now)

    def take(self, kind: str, name: str, by: str, now: int) -> Step:
        """Some units that are free, and some of what is named, mostly of that holding."""
        order = self.twin.orders.get(name, {"account": "of-alice", "instrument": "SHARE"})
        units = self.twin.units.get((order["account"], order.get("instrument", "")))
        here = [] if units is None else [*units.holds, *(one["name"] for one in units.line)]
        whole = min(20 if kind == "seize" else 5, 0 if units is None else units.free)
        free = self.one_of(whole, whole, 0, 1, 5, 20)
        names = self.one_of([], [], [self.some_freeze()], here[:1], here[:2], here[:1] * 2)
        taken = tuple((one, self.one_of(1, 5, 15)) for one in names)
        told = tuple(Taken(encumbrance=self.path(one), quantity=quantity) for one, quantity in taken)
        takes = c.Seize if kind == "seize" else c.Burn
        return takes(order=name, by=by, free=free, taken=told), (kind, name, by, free, taken, now)

    def path(self, name: str) -> str:
        """How the ledger calls a freeze or a hold."""
        return name if name.startswith("b") else f"supervision/{name}"

    def recover(self, name: str, by: str, now: int) -> Step:
        """All that the account holds, mostly."""
        account = self.twin.orders.get(name, {"account": "of-alice"})["account"]
        holdings = []
        for (where, instrument), units in self.twin.units.items():
            if where == account and (units.total or units.line):
                holdings.append((instrument, [*units.holds, *(one["name"] for one in units.line)]))
        if self.random.random() < 0.2:
            fewer = [(instrument, names[1:]) for instrument, names in holdings]
            holdings = self.one_of([("CNY", [])], holdings[:1], fewer, fewer, fewer, [("SHARE", [self.some_freeze()])])
        holdings = holdings or [("SHARE", [])]
        told = tuple(
            c.RecoveredHolding(instrument=instrument, encumbrances=tuple(map(self.path, names)))
            for instrument, names in holdings
        )
        return c.Recover(order=name, by=by, holdings=told), ("recover", name, by, holdings, now)

    def renew(self, now: int) -> Step:
        waiting = [one for one, order in self.twin.orders.items() if order.get("keys") and not order["renewed"]]
        name = self.one_of(*waiting[-3:] * 3, self.known(now, "recover"))
        return c.RenewKeys(order=name, registrar="registrar"), ("renew", name, now)

    def dispose(self, now: int) -> Step:
        """A sale or a return; where none is ordered, an order, and where nobody has bid, a bid, mostly."""
        ready = self.ready(now, "sell", "return")
        if not ready and self.random.random() < 0.8:
            return self.order(now)
        if self.random.random() < 0.5 and (self.ready(now, "return") or self.random.random() < 0.3):
            name = self.known(now, "return")
            by = self.by(name)
            return c.Return(order=name, by=by), ("give_back", name, by, now)
        name = self.known(now, "sell")
        by, meant = self.by(name), [bid for bid, (sale, _) in self.twin.bids.items() if sale == name]
        lasting = [bid for bid in meant if self.twin.bids[bid][1] > now and self.twin.stands(bid)]
        if name in ready and not lasting and self.random.random() < 0.8:
            return self.offer(now)
        bid = self.one_of(*lasting[-3:] * 6, *meant[-3:], *list(self.twin.bids)[-2:], "bnone")
        buyer = self.twin.holders[self.twin.where[bid][0]] if bid in self.twin.where else "bob"
        of_yuan = self.twin.seizures.get(self.twin.orders.get(name, {}).get("seizure"), {}).get("instrument") == YUAN
        of_buyer = {"bob": ("of-bob", "bobs"), "alice": ("of-alice", "wallet")}[buyer]
        receiver = self.one_of(*[of_buyer[of_yuan]] * 6, *of_buyer, "of-carol")
        call = c.Sell(order=name, by=by, hold=bid, receiver=receiver)
        return call, ("sell", name, by, bid, receiver, now)

    def offer(self, now: int) -> Step:
        """Money for a sale, mostly of the kind that it asks for."""
        self.made += 1
        name, sale = f"b{self.made}", self.known(now, "sell")
        cash = self.twin.orders.get(sale, {}).get("cash", "CNY")
        account = self.one_of(*(("bobs", "wallet") if cash == YUAN else ("of-bob", "of-bob", "bobs")), "of-bob")
        quantity, expires = self.one_of(4, 20, 20, 25, 60), now + self.one_of(1, 200_000, 10**7, 10**7)
        where: dict[str, Any] = {"account": account, "instrument": cash, "quantity": quantity, "expires": expires}
        call = h.Hold(hold=name, executor=f"supervision/order/{sale}", **where)
        return call, ("bid", name, account, cash, quantity, sale, expires)

    def move(self, now: int) -> Step:
        pairs = {"SHARE": ("of-alice", "of-bob", "state"), YUAN: ("wallet", "trip", "bobs", "states", "vault")}
        instrument = self.one_of("SHARE", YUAN, YUAN)
        sender, receiver = self.random.sample([*pairs[instrument] * 2, "no-wallet"], 2)
        if sender == receiver:
            receiver = "of-carol"
        quantity = self.one_of(1, 10, 60, 250) if sender == "vault" else self.one_of(1, 10, 40, 60)
        call = h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)
        return call, ("transfer", sender, receiver, instrument, quantity, now)
