# SPDX-License-Identifier: Apache-2.0
"""The real list of securities and a large register: imported, traded over, proved, audited."""

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from counterfoil.identity.identifiers import identity_number_check_character
from counterfoil.modules.settlement.calls import SettleNow
from counterfoil.modules.settlement.records import Leg
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity
from shared_data import shared_data
from support.network import CHAIN, make_network, open_network

SECURITIES = 27_340
HOLDERS = int(os.environ.get("COUNTERFOIL_REGISTER_HOLDERS", "20000"))
"""A hundred thousand in the long form"""
TRADES = 3_000
SEED = 20_250_101
IMPORT_SECURITIES = (
    *("--no-header", "--map", "id={1}.{3:6}", "--map", "kind=2", "--kinds", "B=bond,E=equity,D=fund_unit"),
    *("--map", "name=4", "--map", "code={3:6}", "--map", "mic=1", "--mics", "SSE=XSHG,SZSE=XSHE"),
)


def run(*arguments: object) -> dict:
    """A command that must succeed; its JSON."""
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output[-2_000:]
    return json.loads(result.stdout)


def identity_number(number: int) -> str:
    """A made-up identity number: a region that does not exist, a date and a sequence, and its check character."""
    body = f"9902021985{number // 1_000 % 12 + 1:02}{number // 12_000 % 28 + 1:02}{number % 1_000:03}"
    return body + identity_number_check_character(body)


def register(securities: list[str]) -> Iterator[tuple[str, str, str, int]]:
    """Personal identifier, account, instrument, quantity, for each holder; the same for the same seed."""
    draw = random.Random(SEED)
    for number in range(HOLDERS):
        yield identity_number(number), f"A{number:06}", draw.choice(securities), draw.randrange(100, 100_000)


def swaps(holdings: list[tuple[str, str]]) -> Iterator[SettleNow]:
    """Two holders exchange ten units of what each has: two legs that settle together or not at all."""
    draw = random.Random(SEED)
    for number in range(TRADES):
        (left, this), (right, that) = draw.sample(holdings, 2)
        legs = tuple(
            Leg(
                sender=AccountId(sender),
                receiver=AccountId(receiver),
                instrument=InstrumentId(what),
                quantity=Quantity(10),
            )
            for sender, receiver, what in ((left, right, this), (right, left, that))
        )
        yield SettleNow(instruction=f"swap-{number}", legs=legs)


@pytest.mark.real_data
def test_a_real_market_is_digitised_traded_proved_and_audited(tmp_path):
    """27,340 securities, their holders, 3,000 settlements; every claim verifies, and the audit is clean."""
    source = shared_data("market/openctp/dict.csv")
    network = make_network(tmp_path / "network")
    common = ("-n", network, "-k", "depository")
    imported = run("import", "instruments", source, *common, *IMPORT_SECURITIES)
    assert (imported["rows"], imported["imported"], imported["refused"]) == (SECURITIES, SECURITIES, 0)
    rows = list(register(_identifiers(source)))
    _write(tmp_path / "register.csv", rows)
    salt = ("--salt-file", tmp_path / "register.salt", "--new-salt")
    imported = run("import", "holders", tmp_path / "register.csv", *common, *salt)
    assert (imported["rows"], imported["imported"], imported["refused"]) == (HOLDERS, HOLDERS, 0)

    transaction = _settle(network, [(account, instrument) for _, account, instrument, _ in rows])
    run("custody", "publish", "-n", network)

    [first] = run("show", "transaction", transaction, "-n", network)["calls"]
    leg = first["legs"][0]
    holding = ("--account", leg["receiver"], "--instrument", leg["instrument"])
    never = ("--account", leg["receiver"], "--instrument", _never_held(network, leg["receiver"]))
    claims = {
        "control": holding,
        "position": holding,
        "absence": never,
        "transfer": ("--transaction", transaction),
        "record": ("--record", f"parties/account/{leg['receiver']}"),
        "statement": ("--account", leg["receiver"], "--from", "2026-01-01T00:00:00Z"),
    }
    packages = [tmp_path / f"{claim}.zip" for claim in claims]
    for (claim, what), out in zip(claims.items(), packages, strict=True):
        run("evidence", "export", "-n", network, "--no-publish", "--claim", claim, *what, "-o", out)
    reports = run("verify", *packages, "--trust", network / "trust.json")
    assert [report["verdict"] for report in reports] == ["proved"] * len(claims)

    [audit] = run("audit", network, "--trust", network / "trust.json")
    assert audit["first_difference"] is None
    assert audit["anchored_height"] == audit["height"]
    sys.stdout.write(f"{SECURITIES:,} securities, {HOLDERS:,} holders, {TRADES:,} settlements: proved and audited\n")


def _identifiers(source: Path) -> list[str]:
    lines = [line.split(",") for line in source.read_text(encoding="utf-8").splitlines()]
    return [f"{market}.{code:0>6}" for market, _, code, *_ in lines]


def _write(path: Path, rows: list[tuple[str, str, str, int]]) -> None:
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join(["holder,account,instrument,quantity", *lines, ""]), encoding="utf-8")


def _settle(root: Path, holdings: list[tuple[str, str]]) -> str:
    """Settle the swaps; the identifier of the last."""
    with open_network(root) as network:
        node, key = network.chain(CHAIN), network.keyring.get(DEPOSITORY)
        answers = submit(node, [sign_calls(node, [swap], key) for swap in swaps(holdings)])
    assert [answer for answer in answers if not is_committed(answer)] == []
    return str(answers[-1].id)


def _never_held(root: Path, account: str) -> str:
    held = {holding["instrument"] for holding in run("show", "account", account, "-n", root)["holdings"]}
    return next(name for name in ("SSE.600000", "SSE.600036", "SZSE.000001") if name not in held)
