# SPDX-License-Identifier: Apache-2.0
"""Random business under rules against a slow twin, which keeps every movement in a list and counts anew each time."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import Any

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.records import Rule
from support.private_offering import BOND, DAY_MS, HOUR_MS, Offering, a, moved

CHINA = timezone(timedelta(hours=8))
PEOPLE = ("ann", "ben", "cy", "dee", "eli")
ACCOUNTS = {**{name: name for name in PEOPLE}, "ann-2": "ann", "ben-2": "ben"}
SEEDS = range(6)
STEPS = 200
OUTCOME = {
    "attested": "attestation_lacking",
    "country_allowed": "country_not_allowed",
    "country_denied": "country_not_allowed",
    "listed": "not_listed",
    "max_holders": "too_many_holders",
    "max_balance": "too_much_held",
    "supply_cap": "beyond_supply_cap",
    "locked": "locked_up",
    "window": "outside_window",
    "foreign_share": "foreign_share_exceeded",
    "daily_limit": "daily_limit_exceeded",
}


class Twin:
    """Movements, attestations and rules as they came; everything else is found by going through them."""

    def __init__(self) -> None:
        self.moves: list[tuple[datetime, str | None, str | None, int]] = []
        """(when, from which account, to which, how much); None: out of nothing, or into it"""
        self.said: list[tuple[int, str, str, str | None, int | None]] = []
        """(when, of whom, topic, value, until when)"""
        self.rules: list[tuple[int, str, list[dict[str, Any]]]] = []
        self.listed: list[tuple[str, str, bool]] = []
        """(who said so, of whom, whether)"""
        self.declared: set[tuple[str, str]] = set()
        """(who said so, what); for the issuer's rules anybody's word counts, for supervisors' theirs alone"""

    def held(self, account: str) -> int:
        return sum(n for _, _, to, n in self.moves if to == account) - sum(
            n for _, of, _, n in self.moves if of == account
        )

    def of(self, party: str) -> int:
        return sum(self.held(account) for account, holder in ACCOUNTS.items() if holder == party)

    def last(self, party: str, topic: str) -> tuple[str | None, int | None]:
        found = [(value, until) for _, who, what, value, until in self.said if (who, what) == (party, topic)]
        return found[-1] if found else (None, None)

    def attested(self, party: str, topic: str, time: int) -> str | None:
        value, until = self.last(party, topic)
        return value if until is None or time < until else None

    def in_force(self, by: str, time: int) -> list[dict[str, Any]]:
        """Set in the order in which they were decided: a later decision drops what was to come after it."""
        sets: list[tuple[int, list[dict[str, Any]]]] = []
        for since, who, rules in self.rules:
            if who == by:
                sets = [one for one in sets if one[0] < since] + [(since, rules)]
        begun = [rules for since, rules in sets if since <= time]
        return begun[-1] if begun else []

    def judge(self, sender: str | None, receiver: str, quantity: int, time: int) -> str:
        """The outcome; "ok" takes effect."""
        if sender is not None and sender == receiver:
            return "same_account"
        if sender is not None and self.held(sender) < quantity:
            return "insufficient_free_quantity"
        giver, taker = None if sender is None else ACCOUNTS[sender], ACCOUNTS[receiver]
        for whose in ("supervisor", "issuer"):
            for rule in self.in_force(whose, time):
                if self.fails(rule | {"whose": whose}, giver, taker, quantity, time):
                    return OUTCOME[rule["kind"]]
        self.moves.append((datetime.fromtimestamp(time / 1_000, UTC).astimezone(CHINA), sender, receiver, quantity))
        return "ok"

    def counts(self, by: str, rule: dict[str, Any]) -> bool:
        return by == "supervisor" or rule["whose"] == "issuer"

    def fails(self, rule: dict[str, Any], giver: str | None, taker: str, quantity: int, time: int) -> bool:
        kind, more = rule["kind"], giver != taker
        now = datetime.fromtimestamp(time / 1_000, UTC).astimezone(CHINA)
        after = Counter({name: self.of(name) for name in PEOPLE})
        before = dict(after)
        after[taker] += quantity
        if giver is not None:
            after[giver] -= quantity
        values = rule.get("values", ())
        country = self.attested(taker, "country", time)
        if kind == "attested":
            value = self.attested(taker, rule["topic"], time)
            return value is None or (bool(values) and value not in values)
        if kind == "country_allowed":
            return country not in values
        if kind == "country_denied":
            return country is None or country in values
        if kind == "listed":
            said = [listed for by, party, listed in self.listed if party == taker and self.counts(by, rule)]
            return not (said and said[-1])
        if kind == "max_holders":
            holders = sum(units > 0 for units in after.values())
            return holders > sum(units > 0 for units in before.values()) and holders > rule["holders"]
        if kind == "max_balance":
            return more and after[taker] > rule["quantity"]
        if kind == "supply_cap":
            return giver is None and sum(after.values()) > rule["quantity"]
        if kind == "foreign_share":
            foreign = [name for name in PEOPLE if self.last(name, "country")[0] not in values]
            grows = sum(after[name] for name in foreign) > sum(before[name] for name in foreign)
            return grows and 10_000 * sum(after[name] for name in foreign) > rule["share_bp"] * sum(after.values())
        if giver is None:
            return False
        if kind == "locked":
            bound = not rule.get("parties") or giver in rule["parties"]
            if not bound or "until" in rule:
                return bound and time < rule["until"]
            return not any(event == rule["event"] and self.counts(by, rule) for by, event in self.declared)
        if kind == "window":
            minute = now.hour * 60 + now.minute
            on_day = not rule.get("days") or now.isoweekday() in rule["days"]
            return not (on_day and rule["opens_min"] <= minute < rule["closes_min"])
        assert kind == "daily_limit"
        sent = sum(
            units
            for at, of, to, units in self.moves
            if of is not None and to is not None and ACCOUNTS[of] == giver != ACCOUNTS[to] and at.date() == now.date()
        )
        return more and sent + quantity > rule["quantity"]


def choice_of_rules(random: Random, time: int) -> list[dict[str, Any]]:
    """Up to three rules, of which some are tight."""
    makers: list[dict[str, Any]] = [
        {"kind": "attested", "topic": "identity"},
        {"kind": "attested", "topic": "investor_class", "values": ("professional",)},
        {"kind": "country_allowed", "values": ("CN", "SG")},
        {"kind": "country_denied", "values": ("DE",)},
        {"kind": "listed"},
        {"kind": "max_holders", "holders": random.choice((1, 2, 3))},
        {"kind": "max_balance", "quantity": random.choice((20, 60))},
        {"kind": "supply_cap", "quantity": random.choice((60, 150))},
        {"kind": "locked", "until": time + random.choice((HOUR_MS, DAY_MS)), "parties": random.choice(((), ("ann",)))},
        {"kind": "locked", "event": random.choice(("listing", "merger"))},
        {"kind": "window", "opens_min": 540, "closes_min": 1_200, "days": random.choice(((), (1, 2, 3, 4, 5)))},
        {"kind": "foreign_share", "share_bp": random.choice((1_000, 4_000)), "values": ("CN",)},
        {"kind": "daily_limit", "quantity": random.choice((5, 20))},
    ]
    return random.sample(makers, random.choice((0, 0, 0, 1, 1, 2, 3)))


class Pair:
    """A ledger and its twin, which agree so far."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.market, self.twin = Offering(*PEOPLE), Twin()
        for account in ("ann-2", "ben-2"):
            self.market.account(account, ACCOUNTS[account])
        self.answered: Counter[str] = Counter()

    @property
    def next_time(self) -> int:
        return self.market.time + 1_000

    def step(self) -> None:
        self.market.wait(self.random.choice((0, 0, 0, HOUR_MS, 5 * HOUR_MS, 26 * HOUR_MS)))
        self.random.choice((self.move, self.move, self.move, self.move, self.issue, self.rule, self.say, self.other))()

    def compare(self, call: Call, signed_by: str, expected: str) -> None:
        found = self.market.submit(call, signed_by=signed_by).outcome.name
        assert found == expected, (call, self.twin.rules[-3:])
        self.answered[found] += 1

    def move(self) -> None:
        sender, receiver = self.random.choices(sorted(ACCOUNTS), k=2)
        whole = self.twin.held(sender)
        quantity = self.random.choice((1, 3, 10, max(whole, 1), max(whole, 1)))
        expected = self.twin.judge(sender, receiver, quantity, self.next_time)
        self.compare(moved(sender, receiver, quantity), ACCOUNTS[sender], expected)

    def issue(self) -> None:
        receiver, quantity = self.random.choice(sorted(ACCOUNTS)), self.random.choice((5, 20, 40))
        expected = self.twin.judge(None, receiver, quantity, self.next_time)
        self.compare(h.Issue(instrument=BOND, account=receiver, quantity=quantity), "issuer", expected)

    def rule(self) -> None:
        by = self.random.choice(("issuer", "issuer", "supervisor"))
        since = self.next_time + self.random.choice((0, 0, 0, DAY_MS))
        rules = choice_of_rules(self.random, self.next_time)
        made: tuple[Rule, ...] = tuple(a(**rule) for rule in rules)
        call = c.SetRules(instrument=BOND, by=by, since=since, offset_min=480, rules=made, reference="r")
        self.market.do(call, signed_by=by)
        self.twin.rules.append((since, by, rules))

    def say(self) -> None:
        party, time = self.random.choice(PEOPLE), self.next_time
        topic, value = self.random.choice(
            [("identity", "verified"), ("investor_class", "professional"), ("investor_class", "ordinary")]
            + [("country", code) for code in ("CN", "CN", "SG", "DE")]
        )
        until = self.random.choice((None, None, time + DAY_MS))
        call = p.Attest(party=party, topic=topic, value=value, attester="attester", expires=until)
        self.market.do(call, signed_by="attester")
        self.twin.said.append((time, party, topic, value, until))

    def other(self) -> None:
        """A list, a declaration, a revocation, a redemption."""
        party, by = self.random.choice(PEOPLE), self.random.choice(("issuer", "supervisor"))
        kind = self.random.choice(("list", "list", "declare", "revoke", "redeem"))
        if kind == "list":
            listed = self.random.random() < 0.7
            self.twin.listed.append((by, party, listed))
            self.market.do(c.ListParty(instrument=BOND, party=party, by=by, listed=listed), signed_by=by)
        elif kind == "declare":
            event = self.random.choice(("listing", "merger"))
            again = any(what == event and who in (by, "supervisor") for who, what in self.twin.declared)
            self.twin.declared.add((by, event))
            expected = "declared_already" if again else "ok"
            self.compare(c.Declare(instrument=BOND, event=event, by=by, reference="r"), by, expected)
        elif kind == "revoke" and self.twin.last(party, "country")[0] is not None:
            revoked = p.RevokeAttestation(party=party, topic="country", by="attester", reference="r")
            self.market.do(revoked, signed_by="attester")
            self.twin.said.append((self.next_time, party, "country", None, None))
        elif kind == "redeem" and (held := self.twin.held(party)):
            quantity = self.random.choice((1, held))
            redeemed = h.Redeem(instrument=BOND, account=party, quantity=quantity)
            self.market.do(redeemed, signed_by=f"issuer {party}")
            at = datetime.fromtimestamp(self.market.time / 1_000, UTC).astimezone(CHINA)
            self.twin.moves.append((at, party, None, quantity))


@cache
def walked(seed: int) -> Pair:
    """A pair after a walk of weeks."""
    pair = Pair(seed)
    for _ in range(STEPS):
        pair.step()
    return pair


@pytest.mark.parametrize("seed", SEEDS)
def test_ledger_and_twin_agree(seed: int) -> None:
    """Outcome by outcome, and in what is held and counted at the end."""
    pair = walked(seed)
    for account in ACCOUNTS:
        assert pair.market.holding(account, BOND).balance == pair.twin.held(account)
    assert pair.market.holders == sum(pair.twin.of(name) > 0 for name in PEOPLE)
    assert pair.answered["ok"] > 10


def test_the_walks_meet_every_rule() -> None:
    """Each kind refused something, in some walk."""
    answered = sum((walked(seed).answered for seed in SEEDS), Counter[str]())
    assert set(OUTCOME.values()) <= answered.keys(), answered


def test_a_twin_that_errs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison bites: a twin that counts accounts, not parties, is caught, and one whose day is Greenwich's."""
    for name, wrong in (("ACCOUNTS", {name: name for name in ACCOUNTS}), ("CHINA", UTC)):
        with monkeypatch.context() as patched:
            patched.setitem(globals(), name, wrong)
            with pytest.raises((AssertionError, KeyError)):
                for seed in SEEDS:
                    pair = Pair(seed)
                    for _ in range(STEPS):
                        pair.step()
