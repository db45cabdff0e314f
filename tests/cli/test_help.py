# SPDX-License-Identifier: Apache-2.0
"""Help: every command has it, with an example that runs; the reference is generated from it and current."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.cli.acts import EXAMPLES
from counterfoil.demo.simulated_bank import SimulatedBank
from counterfoil.modules import nouns
from counterfoil.node.bank.bridge_folder import BridgeFolder
from counterfoil.node.bank.journal import PaymentState
from counterfoil.node.bank.messages import CreditTransfer
from counterfoil.node.contracts.beginning import begin
from support import contract_commands, epcis, goods_story
from support.bank_world import LIN, VAULT, make_bank_network
from support.bond import BOND, FIXINGS, FLOATER, case
from support.cli_examples import examples
from support.cli_reference import REFERENCE, cli_reference, command_paths, exit_codes, help_of
from support.network import CHAIN, SHARES, YUAN, copy_network

COMMANDS = [path for path in command_paths() if path]
ACCESSES = [("access", name) for name in ("show", "prove", "check")]
OF_A_DAY = [
    ("clearing", *name.split())
    for name in ("replay", "settle-day", "statement", "product", "prices", "trades import", "deliver")
]
HANDED_IN = [("clearing", "orders", name) for name in ("import", "open")]
BETWEEN_TWO = [("clearing", "trades", name) for name in ("register", "move", "balance")]
SECURITIES = [("clearing", "securities", name) for name in ("policy", "lodge", "sell", "show", "taken")]
COMBINATIONS = [("clearing", "combinations", name) for name in ("policy", "show")]
FUND = [("clearing", "fund", name) for name in ("policy", "size", "show")]
IN_FORCE = [("clearing", name) for name in ("limits", "reduction")]
HELD = [("clearing", name) for name in ("together", "quota")]
CALLED = [("clearing", "call")]
REPORTS = [("clearing", "report", name) for name in ("show", "send", "open")]
OPTIONS = [("clearing", "options", name) for name in ("draw", "show")]
AUCTION = [("clearing", "auction", name) for name in ("announce", "seal", "bid", "open", "award", "show")]
ELSEWHERE = [("supply", name) for name in ("believe", "ask")]
CROSSING = [("crossing", name) for name in ("map", "out", "in", "return", "cancel", "pay", "settle", "show")]
VOUCHERS = [("supply", "voucher", name) for name in ("invoices", "propose", "split", "show")]
RECEIPTS = [("supply", "receipt", name) for name in ("intake", "show", "shown", "stock")]
ROWS = [("rows", name) for name in ("follow", "rebuild", "records", "trail", "events", "check")]
VALIDATORS = [("validators", name) for name in ("show", "offer", "rotate")]
POOLS = [("supply", "pool", name) for name in ("admit", "show", "rehearse", "clean-up")]
ENGINE = (("engine", "audit"), ("engine", "follow"), ("engine", "fetch"))
NOT_RUN = {
    ("demo",): "has a test of its own",
    ("witness", "serve"): "serves until interrupted",
    ("epcis", "serve"): "serves until interrupted",
    ("epcis", "ask"): "run in test_epcis_ask.py, against a repository",
    **dict.fromkeys(ROWS, "run in test_rows.py, on a network on which business was done"),
    ("serve",): "serves until interrupted",
    **dict.fromkeys(ACCESSES, "run in test_access.py, on a network whose service notes"),
    **dict.fromkeys(OF_A_DAY, "run in test_clearing.py, on a house whose day is open"),
    **dict.fromkeys(HANDED_IN, "run in test_clearing_orders.py, on a house that a supervisor collects of"),
    **dict.fromkeys(BETWEEN_TWO, "run in test_clearing.py, on a day on which something was agreed"),
    **dict.fromkeys(SECURITIES, "run in test_clearing_securities.py, on a house that takes bonds"),
    **dict.fromkeys(ENGINE, "run in test_engine.py, on what an engine decided"),
    **dict.fromkeys(
        [("network", one) for one in ("generate", "join", "status")], "need each other; run in test_network.py"
    ),
    **dict.fromkeys(
        [
            ("network", "keys"),
            ("network", "admit"),
            ("network", "rejoin"),
            ("network", "restore", "propose"),
            ("network", "restore", "begin"),
        ],
        "want several members: run in test_network.py, test_lost_quorum.py, and rejoin in test_lying_members.py",
    ),
    **dict.fromkeys(
        [("network", "backup"), ("network", "unpack")], "want a chain with blocks; run in test_backing_up.py"
    ),
    ("token", "revoke"): "asks a service that listens; run in the guide on operating",
    **dict.fromkeys(COMBINATIONS, "run in test_clearing_securities.py, too"),
    **dict.fromkeys(FUND, "run in test_clearing_fund.py, on a house whose day is closed"),
    **dict.fromkeys(IN_FORCE, "run in test_clearing.py, on a house whose day is open"),
    **dict.fromkeys(AUCTION, "run in test_clearing_auction.py, on a house of which a member failed"),
    **dict.fromkeys(HELD, "run in test_clearing_held.py, on a house whose products have limits"),
    **dict.fromkeys(CALLED, "run in test_clearing_call.py, on a house whose day is open"),
    **dict.fromkeys(REPORTS, "run in test_clearing_reports.py, on a house whose day is over"),
    **dict.fromkeys(ELSEWHERE, "run in test_supply_peers.py, on a network of two chains"),
    **dict.fromkeys(CROSSING, "run in test_crossing.py, on a network of two chains"),
    **dict.fromkeys(VOUCHERS, "run in test_supply_invoices.py and test_supply_voucher.py, on a programme"),
    **dict.fromkeys(RECEIPTS, "run in test_supply_receipt.py, on a scheme"),
    **dict.fromkeys(POOLS, "run in test_supply_pool.py, on a pool"),
    **dict.fromkeys(VALIDATORS, "run in test_validators.py, on a chain of four"),
    **dict.fromkeys(OPTIONS, "run in test_clearing_options.py, on a house that clears options"),
}
GROUPS = {path[:-1] for path in COMMANDS if len(path) > 1}
LEAVES = [path for path in COMMANDS if path not in GROUPS]
APART = (
    *ACCESSES,
    *OF_A_DAY,
    *HANDED_IN,
    *BETWEEN_TWO,
    *FUND,
    *SECURITIES,
    *COMBINATIONS,
    *IN_FORCE,
    *HELD,
    *CALLED,
    *REPORTS,
    *OPTIONS,
    *AUCTION,
    *VALIDATORS,
)
ACTS = [path for path in LEAVES if path[0] in nouns() and path not in APART]
"""Commands that are drawn from calls"""


def test_the_reference_is_current():
    """docs/reference/cli.md and exit-codes.md are what the commands say of themselves."""
    assert (REFERENCE / "cli.md").read_text(encoding="utf-8") == cli_reference(), "run make docs"
    assert (REFERENCE / "exit-codes.md").read_text(encoding="utf-8") == exit_codes(), "run make docs"


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(path):
    """An example calls the very command it stands under, whose help shows it, and --json is offered."""
    shown = re.sub(r"\\\n\s+", "", help_of(path))
    assert examples(path)
    assert all(line in shown for line in examples(path))
    assert all(line.startswith(f"counterfoil {' '.join(path)} ") for line in examples(path))
    assert "--json" in help_of(path)


@pytest.mark.parametrize("line", [line for path in ACTS for line in examples(path)])
def test_every_example_of_an_act_can_be_rehearsed(trading_template, tmp_path, monkeypatch, run, line):
    """What is drawn from the fields of a call is understood; whether the ledger would agree is another matter."""
    (tmp_path / "order.pdf").write_bytes(b"The court orders")
    begin(tmp_path / "box")
    (tmp_path / "trial").symlink_to(trading_template)
    monkeypatch.chdir(tmp_path)
    told = run(*shlex.split(line)[1:], "--dry-run", code=None)
    assert told.exit_code in (0, 1), told.output


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_that_is_written_out_is_taken_by_a_ledger(trading, run, name):
    """It is there because no ledger takes the one that is drawn: as a quorum above the reviewers, or no supervisor."""
    noun, _, verb = name.partition(".")
    (line,) = examples((noun, verb.replace("_", "-")))
    run(*shlex.split(line)[1:-2], "--network", trading, "--dry-run")
    run(*shlex.split(line)[1:-2], "--network", trading)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Where the first example leaves the files that all of them name, for each to have a copy."""
    return tmp_path_factory.mktemp("examples") / "prepared"


@pytest.mark.parametrize(
    "line", [line for path in LEAVES if path not in NOT_RUN and path not in ACTS for line in examples(path)]
)
def test_every_example_runs(trading_template, prepared, tmp_path, monkeypatch, run, line):
    """An example, typed where its files are, does what it says."""
    arguments = shlex.split(line.replace("$(cat transaction.id)", "TRANSACTION"))[1:]
    if arguments[0] not in ("init", "bank"):
        if not prepared.exists():
            _prepare(trading_template, tmp_path, run)
            shutil.copytree(tmp_path, prepared)
        shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    if arguments[0] == "bank":
        _prepare_bank(tmp_path, run, arguments)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUNTERFOIL_NETWORK", "trial")
    monkeypatch.setenv("COUNTERFOIL_PASSPHRASE", "correct horse")
    if arguments[:2] == ["attachment", "open"]:
        run(*["attachment", "seal", "invoice.txt", "--to", "bob.json", "-o", "attachment.json"])
        _pack_attachment(run)
    if arguments[:2] == ["custody", "audit"]:
        run(
            *[
                "auditor",
                "sign",
                "copy",
                "--trust",
                "trust.json",
                "--key",
                "auditor.key",
                "--state",
                "audited",
                "-o",
                "audit.json",
            ]
        )
    if arguments[0] == "contract" and arguments[1] != "new":
        contract_commands.prepared(run, tmp_path / "trial", tmp_path / "box", arguments[1])
    if arguments[:2] == ["token", "show"]:
        run("token", "make", "--key", "alice", "--for", "ledger.example", "--out", "alice.token")
    if arguments[0] == "reconcile":
        (tmp_path / "register.salt").touch(mode=0o600)
        (tmp_path / "register.salt").write_text("0123456789abcdef")
    if arguments[0] == "vault" or {"--disclosed", "--vault"} & set(arguments):
        _keep_person(run, arguments)
    if arguments[0] == "supply":
        (tmp_path / "events.jsonld").write_bytes(epcis.as_json(epcis.document(epcis.SEEN)))
        (tmp_path / "returned.xml").write_bytes(epcis.in_xml(f"<ObjectEvent>{epcis.SEEN_IN_XML}</ObjectEvent>"))
        if arguments[1] not in ("hash", "check", "capture"):
            goods_story.prepared(run, tmp_path, anchored=arguments[1] == "prove")
    transaction = (tmp_path / "transaction.id").read_text() if "TRANSACTION" in arguments else ""
    packages = [path.name for path in tmp_path.glob("*.zip")]
    expanded = [transaction if word == "TRANSACTION" else word for word in arguments]
    run(*[word for each in expanded for word in (packages if each == "*.zip" else [each])])


def _prepare_bank(folder, run, arguments) -> None:
    """A network with digital yuan, a plan, and what the example does not make: a simulated bank and a bridge."""
    make_bank_network(folder / "trial")
    for name, party in (("central", "pboc"), ("bank", "icbc")):
        shutil.copy(folder / "trial" / "keys" / f"{party}.key", folder / "trial" / "keys" / f"{name}.key")
    plan = {
        "instrument": "e-CNY",
        "currency": "CNY",
        "vault": VAULT,
        "wallets": {"V-ALICE": LIN},
        "payouts": {LIN: "A"},
    }
    accounts = {"backing_account": "RESERVE", "bank_account": "OWN", "exchange_account": "EXCHANGE"}
    (folder / "plan.json").write_text(json.dumps(plan | accounts))
    watched = [word for account in ("RESERVE", "EXCHANGE", "V-ALICE") for word in ("--account", account)]
    run("bank", "simulator", "new", folder / "bank.jsonl", *watched, "--closed", "V-LIN")
    if arguments[1] != "new":
        made = ("bank", "new", folder / "bridge", "--plan", folder / "plan.json")
        run(*made, "--network", folder / "trial")
    if "--payment" in arguments:
        _prepare_refused(folder, arguments[arguments.index("--payment") + 1])


def _prepare_refused(folder, begins: str) -> None:
    """A payment that the bank refused, since the account is closed; it has the money for another."""
    SimulatedBank.open(folder / "bank.jsonl").arrive("EXCHANGE", 500, "funding", payer="OWN")
    order = CreditTransfer(
        end_to_end=f"{begins}9a21", amount=300, currency="CNY", debtor_account="EXCHANGE", creditor_account="V-LIN"
    )
    with BridgeFolder.open(folder / "bridge").journal() as journal, journal.step():
        journal.add_payment(order, "a wallet gave it back")
        journal.set_payment(order.end_to_end, PaymentState.rejected, "AC04")


def _pack_attachment(run) -> None:
    """A package of a transfer that carries the attachment."""
    act = ["holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES]
    made = run(*[*act, "--quantity", "1", "--sealed", "@attachment.json", "--key", "alice", "--json"]).stdout
    transaction = json.loads(made)["transactions"][0]["transaction"]
    run(*["evidence", "export", "--claim", "transfer", "--transaction", transaction, "-o", "package.zip"])


def _keep_person(run, arguments) -> None:
    """A vault with the data of a person, as far as the example does not make it; for a verifier, what was disclosed."""
    (Path() / "person.txt").write_text("Wang Xiaoming\n")
    run("keys", "new", "vault", "--out", "vault.key")
    known = ("--vault", "persons", "--key", "vault.key", "--reason", "F-7", "--json")
    if arguments[1] == "new":
        return
    run("vault", "new", "persons", "--key", "vault.key")
    if arguments[1] == "put":
        return
    stands = json.loads(run("vault", "put", "H-1", "person.txt", *known).stdout)["commitment"]
    if arguments[0] == "verify":
        register = ("parties", "register", "--party", "H-1", "--registrar", "depository", "--kind", "person")
        run(*register, "--commitment", stands, "--key", "depository")
        run("evidence", "export", "--claim", "record", "--record", "parties/party/H-1", "-o", "record.zip")
        run("vault", "prove", "H-1", *known, "-o", "person.json")


def _prepare(template, folder, run) -> None:
    """The files that the examples name."""
    trial = copy_network(template, folder / "trial")
    shutil.copy(trial / "trust.json", folder)
    register = {
        "call": "parties.register",
        "party": "carol",
        "registrar": "depository",
        "kind": "organisation",
        "name": "Carol",
    }
    trade = {
        "call": "settlement.settle_now",
        "instruction": "T-1",
        "legs": [
            {"sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 10},
            {"sender": "bob-1", "receiver": "alice-1", "instrument": YUAN, "quantity": 8_560},
        ],
    }
    (folder / "bond.json").write_text(json.dumps(BOND))
    (folder / "cases.json").write_text(json.dumps({"bond-1": case(), "bond-2": case()}))
    (folder / "portfolio.jsonl").write_text(f"{json.dumps(BOND)}\n{json.dumps(FLOATER)}\n")
    (folder / "fixings.json").write_text(json.dumps(FIXINGS))
    (folder / "register.json").write_text(json.dumps(register))
    (folder / "trade.json").write_text(json.dumps([trade]))
    (folder / "bonds.csv").write_text("id,name\nB.1,Treasury 2031\n")
    (folder / "dict.csv").write_text("SSE,E,600001,邯郸钢铁,0.01,5.29\nSZSE,E,1,平安银行,0.01,10\n")
    (folder / "register.csv").write_text("customer,name,certificate,security,quantity\n")
    run("sign", "-n", trial, "--key", "alice", "--key", "bob", folder / "trade.json", "-o", folder / "tx.json")
    signed = json.loads(run("submit", folder / "tx.json", "-n", trial, "--json").stdout)
    (folder / "transaction.id").write_text(signed["transactions"][0]["transaction"])
    (folder / "trade.json").write_text(json.dumps([trade | {"instruction": "T-2"}]))
    (folder / "tx.json").unlink()
    (folder / "order.pdf").write_bytes(b"The court orders")
    run("sign", "-n", trial, "--key", "alice", "--key", "bob", folder / "trade.json", "-o", folder / "tx.json")
    run(
        *("evidence", "export", "--network", trial, "--chain", CHAIN, "-o", folder / "control.zip"),
        *("--account", "alice-1", "--instrument", SHARES),
    )
    run("keys", "new", "seal-main-2", "-n", trial, "--no-encrypt")
    shutil.copy(trial / "keys" / "state-auditor-auditor.key", folder / "auditor.key")
    shutil.copytree(trial, folder / "copy")
    (folder / "invoice.txt").write_text("Ten shares, as agreed.\n")
    (folder / "bob.json").write_text(run("keys", "show", "bob", "-n", trial, "--json").stdout)
    run("custody", "entry", "0", "-n", trial, "-o", folder / "entry.json")
    run("custody", "proof", "0", "-n", trial, "-o", folder / "entry.tlog-proof")


def test_help_loads_no_engine():
    """Asking for help imports neither storage, servers nor cryptography, so that it answers at once."""
    heavy = ["rocksdict", "litestar", "uvicorn", "httpx", "nacl", "counterfoil.node", "counterfoil.commerce"]
    program = f"import sys, counterfoil.cli.main; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [[], ["keys"], ["show"]])
def test_a_group_alone_shows_its_help(run, arguments):
    """A group without a command tells which there are."""
    result = run(*arguments, code=2)
    assert "Commands:" in result.output


def test_the_version_is_shown(run):
    """--version names the program and its version."""
    assert re.match(r"counterfoil \d+\.\d+", run("--version").stdout)
