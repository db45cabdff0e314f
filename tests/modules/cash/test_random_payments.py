# SPDX-License-Identifier: Apache-2.0
"""Random payments against a slow twin, which keeps a list of everything that was ever paid and adds it up each time."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from random import Random

import pytest

from counterfoil.modules.cash.records import Grade, WalletKind
from support.ledger import BLOCK_MS, Ledger
from support.refused_cash import YUAN, circulate, limits, pay

CHINA = timezone(timedelta(hours=8))
FAMILIES = {"of-lin": "of-lin", "lin-travel": "of-lin", "of-shop": "of-shop", "of-wu": "of-wu"}
HOLDERS = {"of-lin": "lin", "lin-travel": "lin", "of-shop": "shop", "of-wu": "tao", "vault-of-first-bank": "first-bank"}
CLASSES = {
    "of-lin": (Grade.second, WalletKind.personal),
    "of-shop": (Grade.second, WalletKind.corporate),
    "of-wu": (Grade.third, WalletKind.personal),
}
CHOICES: dict[str, tuple[int | None, ...]] = {
    "balance": (None, 500, 900),
    "single": (None, 60, 120),
    "daily": (None, 100, 150),
    "annual": (None, 700, 2_000),
}
HOUR_MS = 3_600_000
SEEDS = range(4)
Caps = dict[str, int | None]


class Twin:
    """Balances and payments as lists; days and years by the standard library's calendar."""

    def __init__(self) -> None:
        self.balances: Counter[str] = Counter({"of-lin": 180, "lin-travel": 120, "of-shop": 300, "of-wu": 400})
        self.paid: list[tuple[datetime, str, int]] = []
        self.caps: list[tuple[int, str, Caps]] = []

    def in_force(self, family: str, time: int) -> Caps:
        """The newest caps whose time has come."""
        return [caps for since, whose, caps in self.caps if whose == family and since <= time][-1]

    def judge(self, sender: str, receiver: str, quantity: int, time: int) -> str:
        """The outcome; "ok" takes effect."""
        now = datetime.fromtimestamp(time / 1_000, UTC).astimezone(CHINA)
        payer, payee = FAMILIES.get(sender), FAMILIES.get(receiver)
        if payer and self.balances[sender] < quantity:
            return "insufficient_free_quantity"
        if payer and payee and payer != payee:
            today = sum(units for at, who, units in self.paid if who == payer and at.date() == now.date())
            this_year = sum(units for at, who, units in self.paid if who == payer and at.year == now.year)
            caps = self.in_force(payer, time)
            for cap, sum_ in (("single", quantity), ("daily", today + quantity), ("annual", this_year + quantity)):
                if (most := caps[cap]) is not None and sum_ > most:
                    return f"beyond_{cap}"
        if payee and payer != payee:
            held = sum(self.balances[name] for name, family in FAMILIES.items() if family == payee)
            if (most := self.in_force(payee, time)["balance"]) is not None and held + quantity > most:
                return "beyond_balance"
        if payer and payee and payer != payee:
            self.paid.append((now, payer, quantity))
        self.balances.subtract({sender: quantity})
        self.balances.update({receiver: quantity})
        return "ok"


def begun() -> tuple[Ledger, Twin]:
    """A ledger in circulation and the twin that knows the two payments of the beginning."""
    ledger, twin = Ledger(features={"cash": 0}), Twin()
    circulate(ledger)
    at = datetime.fromtimestamp(ledger.time / 1_000, UTC).astimezone(CHINA)
    twin.paid += [(at, "of-lin", 100), (at, "of-lin", 100)]
    return ledger, twin


def set_caps(ledger: Ledger, twin: Twin, family: str, caps: Caps) -> None:
    """The issuer changes the limits of the family's class, from now on."""
    since = ledger.time + BLOCK_MS
    grade, kind = CLASSES[family]
    ledger.do(limits(since=since, grade=grade, kind=kind, **caps), signed_by="pboc")
    twin.caps.append((since, family, caps))


@cache
def walked(seed: int) -> Counter[str]:
    """A year of payments, changes of limits and midnights, compared one by one; what was answered."""
    random, (ledger, twin) = Random(seed), begun()
    for family in CLASSES:
        set_caps(ledger, twin, family, {"balance": 2_000, "single": 150, "daily": 300, "annual": 3_000})
    answered: Counter[str] = Counter()
    for _ in range(250):
        if random.random() < 0.1:
            caps: Caps = {cap: random.choice(choices) for cap, choices in CHOICES.items()}
            set_caps(ledger, twin, random.choice(sorted(CLASSES)), caps)
        ledger.wait(random.choice((0, 0, 0, HOUR_MS, 7 * HOUR_MS, 24 * HOUR_MS, 216 * HOUR_MS)))
        sender, receiver = random.sample(sorted(HOLDERS), 2)
        quantity = random.choice((1, 20, 60, 61, 120, 121))
        expected = twin.judge(sender, receiver, quantity, ledger.time + BLOCK_MS)
        found = ledger.submit(pay(sender, receiver, quantity), signed_by=HOLDERS[sender]).outcome.name
        assert found == expected, (sender, receiver, quantity, twin.paid[-5:])
        answered[found] += 1
    for name in FAMILIES:
        assert ledger.holding(name, YUAN).balance == twin.balances[name]
    return answered


@pytest.mark.parametrize("seed", SEEDS)
def test_ledger_and_twin_agree(seed: int) -> None:
    """Outcome by outcome, and in every balance at the end."""
    assert walked(seed)["ok"] > 50


def test_the_walks_meet_every_limit() -> None:
    """Each of the four refused something, in some walk."""
    answered = sum((walked(seed) for seed in SEEDS), Counter[str]())
    assert {"ok", "beyond_single", "beyond_daily", "beyond_annual", "beyond_balance"} <= answered.keys(), answered
