# SPDX-License-Identifier: Apache-2.0
"""The end of a contract from the command line: its final price, its delivery, and what a dry run shows of both."""

import pytest

from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.node.futures.product_file import EXAMPLE, IN_GOODS, read_product
from counterfoil.node.futures.securities_file import EXAMPLE as SECURITIES
from counterfoil.primitives.types import InstrumentId
from support.futures_network import DAY, call, open_futures
from support.network import CHAIN, RECEIPT, YUAN, copy_network, define, open_network
from support.network import run as ordered

METAL = EXAMPLE.partition("[product.rules.ending]")[0].replace('"IF"', '"CU"') + IN_GOODS.replace(
    "unit = 5", "unit = 1"
)
MORNING = DAY * 86_400_000 + (570 - 480) * 60_000
LISTED = """
[[contract]]
contract = "CU2101"
first = 2021-01-04
last = 2021-01-04
listing_price = 5216.2
"""


@pytest.fixture(scope="module")
def metal_template(trading_template, tmp_path_factory):
    """Alice bought a lot of copper from Bob, which trades last today; Bob has a receipt, and Alice money."""
    root = open_futures(copy_network(trading_template, tmp_path_factory.mktemp("metal") / "network"))
    file = root / "metal.toml"
    file.write_text(METAL + LISTED)
    with open_network(root) as network:
        node, keys = network.chain(CHAIN), network.keyring
        ordered(node, read_product(file), keys.get("ccp"), keys.get("venue"))
        ordered(node, [call("futures.open_desk", house="CC", account="desk")], keys.get("ccp"))
        goods = call("futures.admit_goods", instrument=RECEIPT, product="CU", grade="north")
        one = {"trade": 1, "time": MORNING, "offset": "opens", "price": 52_162, "lots": 1}
        sides = [
            call("futures.book", account=f"m-{name}", contract="CU2101", fills=[one | {"direction": direction}])
            for name, direction in (("alice", "bought"), ("bob", "sold"))
        ]
        worth = 52_162 * 3_000
        balanced = call("futures.balance", contract="CU2101", lots=1, turnover=worth, open_interest=1)
        ordered(node, [goods, *sides, balanced], keys.get("venue"))
        money = call("holdings.issue", instrument=YUAN, account="m-alice", quantity=10**9)
        ordered(node, [money], keys.get("bank"), keys.get("alice"))
    return root


@pytest.fixture
def metal(metal_template, tmp_path):
    return copy_network(metal_template, tmp_path / "metal")


def test_a_contract_from_its_last_day_to_its_end(metal, run, run_json):
    """Settled, its final price fixed, expired; goods offered, matched as the dry run said, exchanged, and ended."""
    where, quiet = ("--network", metal), ("--no-publish", "--network", metal)
    waits = run_json("due", "futures", *where)["outstanding"]
    assert [(one["party"], one["what"], one["of"]) for one in waits] == [("ccp", "settlement price", "CU2101")]
    for name, price in (("CU2101", 52_162), ("IF2101", 52_162)):
        fixed = ("--contract", name, "--price", price, "--reason", "published", "--key", "ccp")
        run("futures", "fix-settlement", *fixed, *quiet)
    told = run_json("clearing", "settle-day", "CC", "--key", "alice", *quiet, code=1)
    assert [(one["call"], one["account"], one["outcome"]) for one in told["left"]] == [
        ("futures.fix_final", "CU2101", "final_price_missing")
    ]
    due = run_json("due", "futures", *where)  # nobody closes the day of a contract that is to expire
    assert "futures.close_day" not in [one["call"] for one in due["due"]]
    assert [(one["party"], one["what"], one["of"]) for one in due["outstanding"]] == [("ccp", "final price", "CU2101")]
    assert "no final price" in run("clearing", "deliver", "CU2101", "--dry-run", *where, code=2).output
    run("futures", "fix-final", "--contract", "CU2101", "--key", "ccp", *quiet)
    told = run_json("clearing", "settle-day", "CC", "--key", "alice", *quiet)
    assert (told["futures.expire"], told["closed"]) == (2, True)

    with open_network(metal) as network:
        node, keys = network.chain(CHAIN), network.keyring
        ordered(node, [call("futures.open_day", house="CC", day=DAY + 1)], keys.get("ccp"))
        of = {"contract": "CU2101"}
        offers = call("futures.offer", **of, account="m-bob", place="bob-1", offered=[{"instrument": RECEIPT}])
        ordered(node, [offers], keys.get("bob"))
        ordered(node, [call("futures.intend", **of, account="m-alice", place="alice-1")], keys.get("alice"))
    [parcel] = run_json("clearing", "deliver", "CU2101", "--dry-run", *where)["parcels"]
    assert parcel == {
        "number": 1,
        "seller": "m-bob",
        "buyer": "m-alice",
        "lots": 1,
        "goods": RECEIPT,
        "failing": "no_side",
        "amount": "1564863.00",
    }
    told = run_json("clearing", "deliver", "CU2101", "--key", "ccp", *quiet)
    assert (told["parcels"], told["ended"], told["left"]) == ({}, False, [])
    run("clearing", "settle-day", "CC", "--key", "ccp", *quiet)
    for day, parcels in ((DAY + 2, {"undelivered": 2}), (DAY + 3, {"delivered": 2})):
        with open_network(metal) as network:
            opens = call("futures.open_day", house="CC", day=day)
            ordered(network.chain(CHAIN), [opens], network.keyring.get("ccp"))
        told = run_json("clearing", "deliver", "CU2101", "--key", "ccp", *quiet)
        assert (told["parcels"], told["left"]) == (parcels, [])
        run("clearing", "settle-day", "CC", "--key", "ccp", *quiet)
    assert (told["futures.take"], told["futures.credit"], told["futures.pay"], told["ended"]) == (1, 1, 1, True)
    said = run_json("clearing", "statement", "m-alice", "--day", "2021-01-04", *where)
    assert [(one["Kind"], one["Volume"], one["Amount"]) for one in said["Deliveries"]] == [("expired", 1, 0.0)]
    said = run_json("clearing", "statement", "m-alice", "--day", "2021-01-07", *where)
    assert [(one["Kind"], one["Amount"]) for one in said["Deliveries"]] == [("taken", -1564863.0)]
    assert round(said["PreBalance"] - said["Balance"], 2) == 1564863.0
    assert (said["Positions"], said["DeliveryMargin"]) == ([], 0.0)
    said = run_json("clearing", "statement", "m-bob", *where)
    assert (said["TradingDay"], round(said["Balance"] - said["PreBalance"], 2)) == ("20210107", 1564863.0)
    assert "到期与交割" in run("clearing", "statement", "m-alice", "--day", "2021-01-04", *where).output
    said = run("clearing", "deliver", "CU2101", "--key", "ccp", *quiet, code=2).output
    assert "no trading day is open" in said


def test_the_statement_of_a_day_of_delivery_alone_lists_what_is_lodged(metal, run, run_json):
    """Alice pays for her goods on a day on which she has no position: a thousand bonds at 90 yuan are still lodged."""
    where, quiet = ("--network", metal), ("--no-publish", "--network", metal)
    run("futures", "name-keeper", "--house", "CC", "--account", "ccp-fees", "--key", "ccp", *quiet)
    for name in ("CU2101", "IF2101"):
        fixed = ("--contract", name, "--price", 52_162, "--reason", "published", "--key", "ccp")
        run("futures", "fix-settlement", *fixed, *quiet)
    run("futures", "fix-final", "--contract", "CU2101", "--key", "ccp", *quiet)
    run("clearing", "settle-day", "CC", "--key", "alice", *quiet)
    (metal / "securities.toml").write_text(SECURITIES)
    run("clearing", "securities", "policy", metal / "securities.toml", "--key", "ccp", *quiet)
    of, bonds = {"contract": "CU2101"}, {"price": 10_000, "reason": "closing price"}
    with open_network(metal) as network:
        node, keys = network.chain(CHAIN), network.keyring
        bond = define(InstrumentId("BOND"), InstrumentKind.bond, "issuer", Unit(name="bond", decimals=0))
        active = call("instruments.change_status", instrument="BOND", status="active", by="issuer")
        issue = call("holdings.issue", instrument="BOND", account="alice-1", quantity=2_000)
        ordered(node, [bond, active, issue], keys.get("issuer"))
        ordered(node, [call("futures.open_day", house="CC", day=DAY + 1)], keys.get("ccp"))
        ordered(node, [call("futures.price_security", house="CC", instrument="BOND", **bonds)], keys.get("ccp"))
        offers = call("futures.offer", **of, account="m-bob", place="bob-1", offered=[{"instrument": RECEIPT}])
        ordered(node, [offers], keys.get("bob"))
        ordered(node, [call("futures.intend", **of, account="m-alice", place="alice-1")], keys.get("alice"))
    lodge = ("--pledge", "p-1", "--from", "alice-1", "--instrument", "BOND", "--quantity", 1_000, "--key", "alice")
    run("clearing", "securities", "lodge", "m-alice", *lodge, *quiet)
    run("clearing", "settle-day", "CC", "--key", "ccp", *quiet)
    for day in (DAY + 2, DAY + 3):
        with open_network(metal) as network:
            opens = call("futures.open_day", house="CC", day=day)
            ordered(network.chain(CHAIN), [opens], network.keyring.get("ccp"))
        run("clearing", "deliver", "CU2101", "--key", "ccp", *quiet)
        run("clearing", "settle-day", "CC", "--key", "ccp", *quiet)
    said = run_json("clearing", "statement", "m-alice", "--day", "2021-01-07", *where)
    assert [one["Kind"] for one in said["Deliveries"]] == ["taken"]
    [lodged] = said["Securities"]
    assert (lodged["SecurityID"], lodged["Value"], said["Mortgage"]) == ("BOND", 90_000.0, 90_000.0)
    assert "BOND" in run("clearing", "statement", "m-alice", "--day", "2021-01-07", *where).output
