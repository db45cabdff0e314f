# SPDX-License-Identifier: Apache-2.0
"""Insurance in the evidence world: what was bought eight years ago, a month ago and today, each in its state."""

from typing import Any, Final

from counterfoil.modules import laws
from support.evidence_story import register
from support.evidence_world import START_MS, World

DAY_MS: Final = 86_400_000
YEAR_MS: Final = 365 * DAY_MS
CASH, LIFE = "e-CNY", "life"
WORDING, PROOF = "7" * 64, "9" * 64
PREMIUM: Final = 1_001
EVER: Final = START_MS + 100 * YEAR_MS
YESTERDAY: Final = START_MS + 8 * YEAR_MS + 30 * DAY_MS
"""A day before the story ends, and a month after the middle policies were bought."""
OLD = ("late", "lapsed", "over", "paid-up", "disputed")
MIDDLE = ("mid", "mid-open", "sold", "redeemed", "twice")
NEW = ("cool",)
UNPAID = ("fresh", "applied", "older")
TERMS: Final[dict[str, Any]] = {
    "document": WORDING,
    "premium": PREMIUM,
    "premiums": 3,
    "interval_months": 12,
    "grace_days": 60,
    "term_months": 60,
    "cover": 100_000,
    "claim_days": 730,
    "cooling_off_days": 15,
    "surrender_ppm": [200_000, 350_000, 500_000],
    "rounding": "down",
    "offset_min": 480,
}


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def of(verb: str, policy: str, **more: Any) -> dict[str, Any]:
    return call(f"insurance.{verb}", policy=policy, **more)


def mandate(name: str, executor: str, account: str = "of-insurer", **changed: Any) -> dict[str, Any]:
    fields = {"mandate": name, "account": account, "executor": executor, "instrument": CASH, "revocable": False}
    said = fields | changed
    return call("holdings.grant_mandate", **{field: value for field, value in said.items() if value is not True})


def offer(product: str = LIFE, **changed: Any) -> dict[str, Any]:
    fields = {"insurer": "insurer", "instrument": CASH, "account": "of-insurer", "mandate": f"pays-{product}"}
    return call("insurance.offer", product=product, **(fields | {"terms": TERMS} | changed))


def amend(product: str, **changed: Any) -> dict[str, Any]:
    fields = {"account": "of-insurer", "mandate": f"pays-{product}", "terms": TERMS}
    return call("insurance.amend", product=product, **(fields | changed))


def apply(policy: str, product: str = LIFE, version: int = 1, who: str = "lin") -> dict[str, Any]:
    return of("apply", policy, product=product, version=version, account=f"of-{who}", wallet=f"{who}-wallet")


def hold(name: str, policy: str, quantity: int = PREMIUM, who: str = "lin") -> dict[str, Any]:
    fields = {"hold": name, "account": f"{who}-wallet", "instrument": CASH, "quantity": quantity, "expires": EVER}
    return call("holdings.hold", executor=f"insurance/policy/{policy}", **fields)


def bought(policy: str) -> list[dict[str, Any]]:
    return [apply(policy), hold(f"first-{policy}", policy), of("buy", policy, hold=f"first-{policy}")]


def premium(policy: str, number: int, **source: str) -> dict[str, Any]:
    return of("pay_premium", policy, premium=number, **source)


def paid(policy: str, number: int) -> list[dict[str, Any]]:
    name = f"{policy}-{number}"
    return [hold(name, policy), premium(policy, number, hold=name)]


def claim(name: str, policy: str, occurred: int, quantity: int = 50_000) -> dict[str, Any]:
    return of("claim", policy, claim=name, quantity=quantity, occurred=occurred, document=PROOF)


def decided(verb: str, name: str, **more: Any) -> dict[str, Any]:
    return call(f"insurance.{verb}", claim=name, **more)


def closed_account(account: str, holder: str) -> dict[str, Any]:
    """Nothing comes into it without its holder, whose consent the records of insurance have to carry."""
    return call("parties.open_account", account=account, holder=holder, outgoing="holder")


def blank(policy: str) -> list[dict[str, Any]]:
    terms = {"uri": "https://insurer.example/life", "hash": WORDING}
    fields = {"kind": "insurance_policy", "issuer": "insurer", "name": f"Policy {policy}", "terms": terms}
    unit = {"name": "policy", "decimals": 0}
    defined = call("instruments.define", instrument=policy, unit=unit, supply_limit=1, unique=True, **fields)
    return [defined, call("instruments.change_status", instrument=policy, status="active", by="insurer")]


def sells() -> World:
    """An insurer with blank policies and a product; Lin and Tao have wallets, into which nobody brings without them."""
    world = World(features=sorted(laws().features))
    firms = [register("insurer", "issuer"), register("mint", "operating_bank")]
    world.do("registrar", calls=[*firms, register("lin", person=True), register("tao", person=True)])
    unit = {"name": "CNY", "decimals": 2}
    define = call("instruments.define", instrument=CASH, kind="cash", issuer="mint", name="Digital yuan", unit=unit)
    world.do("mint", calls=[define, call("instruments.change_status", instrument=CASH, status="active", by="mint")])
    world.do("insurer", calls=[closed_account("of-insurer", "insurer")])
    for who in ("lin", "tao"):
        accounts = (f"of-{who}", f"{who}-wallet")
        world.do(who, calls=[closed_account(account, who) for account in accounts])
        issued = call("holdings.issue", instrument=CASH, account=f"{who}-wallet", quantity=100_000)
        world.do("mint", who, calls=[issued])
    world.do("mint", "insurer", calls=[call("holdings.issue", instrument=CASH, account="of-insurer", quantity=900_000)])
    for policy in (*OLD, *MIDDLE, *NEW, *UNPAID):
        world.do("insurer", calls=blank(policy))
    world.do("insurer", calls=[mandate(f"pays-{LIFE}", f"insurance/product/{LIFE}"), offer()])
    return world


def insured() -> World:
    """Policies in every state that a rule distinguishes; Tao has one that Lin bought."""
    world = sells()
    for policy in OLD:
        world.do("lin", calls=bought(policy))
    world.do("lin", calls=[*paid("paid-up", 2), *paid("paid-up", 3)])
    world.do("lin", calls=[of("cancel", "over"), of("pay_out", "over"), claim("disputed", "disputed", world.next_time)])
    world.waited_ms += 8 * YEAR_MS
    world.do("tao", calls=[of("record_lapse", "lapsed")])
    for policy in MIDDLE:
        world.do("lin", calls=bought(policy))
    world.waited_ms += 31 * DAY_MS
    world.do("lin", calls=[*bought("cool"), claim("open", "mid-open", YESTERDAY), claim("twice", "twice", YESTERDAY)])
    declined = decided("decline", "twice", reason="clause 4")
    world.do("insurer", calls=[declined])
    world.do("lin", calls=[decided("resubmit", "twice", document=PROOF)])
    world.do("insurer", calls=[declined])
    moved = call("holdings.transfer", sender="of-lin", receiver="of-tao", instrument="sold", quantity=1)
    world.do("lin", "tao", calls=[moved])
    redeemed = call("holdings.redeem", instrument="redeemed", account="of-lin", quantity=1)
    world.do("insurer", "lin", calls=[redeemed])
    newer = mandate("pays-newer", "insurance/product/newer")
    world.do("insurer", calls=[newer, offer("newer"), mandate("pays-fresh", "insurance/product/fresh")])
    world.do("lin", calls=[apply("applied"), apply("older", "newer"), hold("exact", "applied"), hold("older", "older")])
    world.do("insurer", calls=[amend("newer")])
    return world
