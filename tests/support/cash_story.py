# SPDX-License-Identifier: Apache-2.0
"""Digital yuan in the evidence world: a central bank, a bank with a vault, a citizen with a sub-wallet, a shop."""

from typing import Any

from counterfoil.modules import laws
from support.evidence_story import open_account, register, transfer
from support.evidence_world import START_MS, World

YUAN = "e-CNY"
VAULT, LIN, TRAVEL, SHOP, MORE = "vault", "lin-wallet", "lin-travel", "shop-wallet", "lin-more"
DOCUMENT = "ef" * 32
LATE = START_MS + 10**9


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def of_yuan(named: str, account: str, **more: Any) -> dict[str, Any]:
    """A call about an account and digital yuan."""
    return call(named, account=account, instrument=YUAN, **more)


def limits(**more: Any) -> dict[str, Any]:
    fields = {"instrument": YUAN, "since": LATE, "grade": "II", "kind": "personal", "single": 500}
    return call("cash.set_limits", **(fields | more))


def backing(quantity: int, named: str = "cash.back") -> dict[str, Any]:
    return of_yuan(named, VAULT, quantity=quantity, document=DOCUMENT)


def issued(quantity: int) -> dict[str, Any]:
    return call("holdings.issue", instrument=YUAN, account=VAULT, quantity=quantity)


def wallet(account: str, **more: Any) -> dict[str, Any]:
    fields = {"vault": VAULT, "grade": "II", "kind": "personal", "commitment": "ab" * 32}
    return of_yuan("cash.open_wallet", account, **(fields | more))


def pay(quantity: int, sender: str = LIN, receiver: str = SHOP) -> dict[str, Any]:
    return transfer(sender, receiver, quantity, YUAN)


def mandate(name: str, vault: str) -> dict[str, Any]:
    """A bank lets the currency take interest out of its vault."""
    return call(
        "holdings.grant_mandate", mandate=name, account=vault, executor=f"cash/currency/{YUAN}", instrument=YUAN
    )


def interest(mandate: str = "m") -> dict[str, Any]:
    return of_yuan("cash.pay_interest", LIN, mandate=mandate)


def circulating() -> World:
    """Lin has 300 of the 800 issued and has had it for three days, so that it earned; the shop has nothing yet."""
    world = World(features=sorted(laws().features))
    banks = [
        register("pboc", "operating_bank"),
        register("icbc", "operating_bank"),
        register("boc", "operating_bank"),
        register("acme", "issuer"),
    ]
    people = [register("lin", person=True), register("tao", person=True), register("shop")]
    world.do("registrar", calls=[*banks, *people])
    world.do("icbc", calls=[open_account(VAULT, "icbc", "holder", custodian="icbc")])
    world.do("boc", calls=[open_account("boc-vault", "boc", "holder", custodian="boc")])
    held = {LIN: "lin", TRAVEL: "lin", MORE: "lin", SHOP: "shop", "of-tao": "tao"}
    world.do("icbc", calls=[open_account(name, who, "holder", custodian="icbc") for name, who in held.items()])
    world.do("lin", calls=[open_account("elsewhere", "lin", "holder")])
    unit = {"name": "CNY", "decimals": 2}
    define = call("instruments.define", instrument=YUAN, kind="cash", issuer="pboc", name="Digital yuan", unit=unit)
    active = call("instruments.change_status", instrument=YUAN, status="active", by="pboc")
    world.do("pboc", calls=[define, active, call("cash.adopt", instrument=YUAN, offset_min=480)])
    share = call("instruments.define", instrument="ACME", kind="equity", issuer="acme", name="Acme", unit=unit)
    world.do("acme", calls=[share])
    first_day = START_MS // 86_400_000 + 1
    rate = {"instrument": YUAN, "day": first_day, "grade": "II", "kind": "personal", "rate_ppm": 1_000_000}
    world.do("pboc", calls=[call("cash.set_rate", **rate)])
    now = world.next_time
    world.do("pboc", calls=[limits(since=now), limits(since=now, kind="corporate")])
    opened = of_yuan("cash.open_vault", VAULT)
    world.do("pboc", "icbc", calls=[opened, backing(1_000), issued(800)])
    travel = of_yuan("cash.open_sub_wallet", TRAVEL, parent=LIN)
    wallets = [wallet(LIN), wallet(SHOP, kind="corporate"), travel, pay(300, VAULT, LIN)]
    world.do("icbc", "lin", calls=wallets)
    world.do("pboc", "boc", calls=[of_yuan("cash.open_vault", "boc-vault")])
    world.do("icbc", calls=[pay(100, VAULT, "boc-vault"), mandate("m", VAULT)])
    world.do("boc", calls=[mandate("of-boc", "boc-vault")])
    world.waited_ms += 3 * 86_400_000
    return world


def held(name: str, executor: str, quantity: int = 60, expires: int = LATE) -> dict[str, Any]:
    """Lin sets units aside for a request or a contract."""
    return of_yuan("holdings.hold", LIN, hold=name, quantity=quantity, executor=f"cash/{executor}", expires=expires)


def asked(name: str = "r", expires: int = LATE, **more: Any) -> dict[str, Any]:
    """The shop asks for 60."""
    return of_yuan("cash.request_payment", SHOP, request=name, quantity=60, expires=expires, **more)


def paid(name: str = "r", hold: str = "h") -> dict[str, Any]:
    return call("cash.pay", request=name, hold=hold)


def prepaid(name: str = "c", hold: str = "h", **more: Any) -> dict[str, Any]:
    """Lin prepays two services of the shop, 20 and 40."""
    fields = {"contract": name, "hold": hold, "merchant": SHOP, "instalments": [20, 40]}
    return call("cash.prepay", **(fields | more))


def confirmed(number: int, **more: Any) -> dict[str, Any]:
    return call("cash.confirm", contract="c", instalment=number, **more)


def refunded() -> dict[str, Any]:
    return call("cash.refund", contract="c")
