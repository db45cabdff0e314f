# SPDX-License-Identifier: Apache-2.0
"""Imports: every row is answered for, bad rows stop no good ones, and nothing is ever doubled."""

from collections import Counter
from pathlib import Path

import pytest

from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.holdings.records import HOLDINGS, SUPPLIES
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Control, PartyKind
from counterfoil.node import network as network_module
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.registers import importing
from counterfoil.node.registers.csv_mapping import parse_mapping
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat
from counterfoil.node.registers.holder_rows import HolderRows, RegisterPlan
from counterfoil.node.registers.instrument_rows import Committed, InstrumentRows
from counterfoil.node.registers.person_commitments import BySecret, commit
from counterfoil.node.registers.register_salt import create_secret, read_secret
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import QUANTITY_MAX, PartyId
from support.network import CHAIN, SHARES, copy_network, define, make_network, open_network, run

SECRET = b"0123456789abcdef"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A network with one active instrument of the depository's."""
    root = make_network(tmp_path_factory.mktemp("importing") / "network")
    with open_network(root) as network:
        defined = define(SHARES, InstrumentKind.equity, DEPOSITORY, Unit(name="share", decimals=0))
        active = ChangeStatus(instrument=SHARES, status=InstrumentStatus.active, by=DEPOSITORY)
        run(network.chain(CHAIN), [defined, active], network.keyring.get(DEPOSITORY))
    return root


@pytest.fixture
def network(template, tmp_path):
    """A copy of it, open."""
    with open_network(copy_network(template, tmp_path / "network")) as opened:
        yield opened


def write(path: Path, text: str | bytes) -> CsvFile:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CsvFile(path, CsvFormat())


def instruments(network, file, *assignments, key=DEPOSITORY, **options):
    node, keys = network.chain(CHAIN), [network.keyring.get(key)]
    read = parse_mapping(assignments, file, fields=InstrumentRows.FIELDS, required=InstrumentRows.REQUIRED)
    committed = Committed(node.ledger, [key.keyid for key in keys])
    options = {"issuer": DEPOSITORY, "kinds": {}, "mics": {}} | options
    return importing.import_instruments(node, file, InstrumentRows(committed, read, **options), keys)


def holders(network, file, *assignments, key=DEPOSITORY, secret=SECRET):
    node, keys = network.chain(CHAIN), [network.keyring.get(key)]
    read = parse_mapping(assignments, file, fields=HolderRows.FIELDS, required=HolderRows.REQUIRED)
    committed = Committed(node.ledger, [key.keyid for key in keys])
    rows = HolderRows(committed, read, RegisterPlan(DEPOSITORY, DEPOSITORY, BySecret(secret)))
    return importing.import_holders(node, file, rows, keys)


def reasons(report):
    return [(row.line, row.reason) for row in report.refused]


def supply(network, instrument=SHARES):
    record = network.chain(CHAIN).ledger.view.read(SUPPLIES, instrument)
    return 0 if record is None else record.outstanding


# Instruments.


def test_instruments_are_defined_and_active(network, tmp_path):
    """Every field of a row stands in the instrument, which is ready to be issued."""
    text = "id,kind,name,code,mic,isin,cfi,decimals,supply_limit\nB.1,bond,国债,1,SSE,US0378331005,ESVUFR,2,500\n"
    report = instruments(network, write(tmp_path / "f.csv", text), "unit:=CNY", mics={"SSE": "XSHG"})
    assert (report.rows, report.imported, report.refused) == (1, 1, [])
    record = network.chain(CHAIN).ledger.view.read(INSTRUMENTS, "B.1")
    assert (record.status, record.kind, record.name) == (InstrumentStatus.active, InstrumentKind.bond, "国债")
    assert (record.unit, record.supply_limit) == (Unit(name="CNY", decimals=2), 500)
    assert (record.identifiers.mic, record.identifiers.isin, record.identifiers.code) == ("XSHG", "US0378331005", "1")


def test_bad_instruments_stop_no_good_ones(network, tmp_path):
    """One row per reason, among good ones; the good ones are all there."""
    lines = [
        "id,kind,name,isin,mic",
        "A,equity,a,,",
        f"{SHARES},equity,there already,,",
        "A,equity,again,,",
        "a b,equity,x,,",
        "C,gold,x,,",
        "D,equity,,,",
        "E,equity,x,US0378331006,",
        "F,equity,x,,LSE",
        "G,cash,x,,",
        "H,fund_unit,h,,SSE",
    ]
    report = instruments(network, write(tmp_path / "f.csv", "\n".join(lines)), mics={"SSE": "XSHG"})
    assert reasons(report) == [
        (3, "instrument_exists"),
        (4, "row_repeated"),
        (5, "invalid_field"),
        (6, "unknown_kind"),
        (7, "placeholder"),
        (8, "invalid_instrument_identifier"),
        (9, "unknown_market"),
        (10, "unit_missing"),
    ]
    view = network.chain(CHAIN).ledger.view
    assert view.read(INSTRUMENTS, "A") is not None
    assert view.read(INSTRUMENTS, "H") is not None
    assert report.imported == 2


def test_importing_again_changes_nothing(network, tmp_path):
    """The second time every row is refused and no block is made."""
    file = write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\nB,bond,b\n")
    assert instruments(network, file).imported == 2
    height = network.chain(CHAIN).height
    assert reasons(instruments(network, file)) == [(2, "instrument_exists"), (3, "instrument_exists")]
    assert network.chain(CHAIN).height == height


def test_a_key_without_authority_is_told_for_every_row(network, tmp_path):
    """A key that cannot act for the issuer refuses the rows before anything is submitted."""
    file = write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\n")
    report = instruments(network, file, key="supervisor")
    assert reasons(report) == [(2, "not_authorised")]
    assert report.transactions == 0


def test_a_key_that_the_chain_does_not_know_stops_the_import(network, tmp_path):
    """No row is to blame for a signature that no party on the chain could have made."""
    network.keyring.create("stranger")
    file = write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\n")
    node, known = network.chain(CHAIN), network.keyring.get(DEPOSITORY)
    read = parse_mapping([], file, fields=InstrumentRows.FIELDS, required=InstrumentRows.REQUIRED)
    rows = InstrumentRows(Committed(node.ledger, [known.keyid]), read, issuer=DEPOSITORY, kinds={}, mics={})
    with pytest.raises(InputError, match=f"no party of {CHAIN} has the key"):
        importing.import_instruments(node, file, rows, [network.keyring.get("stranger")])


def test_a_key_that_was_rotated_away_stops_the_import(network, tmp_path):
    """Nothing is complete under it, whatever the row says."""
    node, old, new = network.chain(CHAIN), network.keyring.get(DEPOSITORY), network.keyring.create("new")
    run(node, [RotateKeys(party=DEPOSITORY, keys=single_key_policy(new))], old)
    file = write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\n")
    read = parse_mapping([], file, fields=InstrumentRows.FIELDS, required=InstrumentRows.REQUIRED)
    rows = InstrumentRows(Committed(node.ledger, [new.keyid]), read, issuer=DEPOSITORY, kinds={}, mics={})
    with pytest.raises(InputError, match="the chain refuses the keys: incomplete"):
        importing.import_instruments(node, file, rows, [old])
    assert importing.import_instruments(node, file, rows, [new]).imported == 1


def test_a_clock_that_is_not_believed_stops_the_import(network, tmp_path, monkeypatch):
    """Neither rows nor keys are to blame, and nothing was imported."""
    network.chain(CHAIN)
    monkeypatch.setattr(network_module, "clock_ms", lambda: 0)
    with pytest.raises(InputError, match=r"the chain: no block is made: clock: .* it is not set"):
        instruments(network, write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\n"))
    monkeypatch.undo()
    assert instruments(network, write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\n")).imported == 1


@pytest.mark.parametrize("bad", [{2}, {5}, {9}, {2, 3}, {2, 5, 9}, set(range(2, 10))])
def test_the_ledger_names_the_bad_rows_of_a_batch(network, tmp_path, monkeypatch, bad):
    """Rows that only the ledger finds wrong are refused one by one; the rest of their batch goes through."""
    monkeypatch.setattr(InstrumentRows, "_identifiers", lambda self, values: {"mic": values["mic"]})
    lines = [f"I{line},equity,x,{'wrong' if line in bad else 'XSHG'}" for line in range(2, 10)]
    report = instruments(network, write(tmp_path / "f.csv", "\n".join(["id,kind,name,mic", *lines])))
    assert reasons(report) == [(line, "invalid_instrument_identifier") for line in sorted(bad)]
    there = {line for line in range(2, 10) if network.chain(CHAIN).ledger.view.read(INSTRUMENTS, f"I{line}")}
    assert there == set(range(2, 10)) - bad
    assert report.imported == 8 - len(bad)


def test_a_rehearsal_submits_nothing(network, tmp_path):
    """A dry run judges every row and leaves the chain alone."""
    file = write(tmp_path / "f.csv", "id,kind,name\nA,equity,a\nB,foo,b\n")
    node = network.chain(CHAIN)
    read = parse_mapping([], file, fields=InstrumentRows.FIELDS, required=InstrumentRows.REQUIRED)
    signers = [network.keyring.public(DEPOSITORY).keyid]
    rows = InstrumentRows(Committed(node.ledger, signers), read, issuer=DEPOSITORY, kinds={}, mics={})
    height = node.height
    report = importing.rehearse(file, rows)
    assert (report.rows, report.imported, reasons(report)) == (2, 1, [(3, "unknown_kind")])
    assert node.height == height


# Holders.

REGISTER = "holder,account,instrument,quantity,reference\n"


def test_holders_get_what_the_register_says(network, tmp_path):
    """A person behind a commitment, a custodian's account, and the quantity, for each row."""
    file = write(tmp_path / "f.csv", REGISTER + f"310101198001010018,A-1,{SHARES},700,batch 7\n")
    assert holders(network, file).imported == 1
    view = network.chain(CHAIN).ledger.view
    account = view.read(ACCOUNTS, "A-1")
    person = view.read(PARTIES, account.holder)
    assert (account.custodian, account.outgoing, account.incoming) == (DEPOSITORY, Control.custodian, Control.custodian)
    assert (person.kind, person.name, person.keys) == (PartyKind.person, "", None)
    assert person.commitment == commit(SECRET, "310101198001010018")
    assert view.read(HOLDINGS, "A-1", SHARES).free == 700
    assert supply(network) == 700


def test_no_personal_identifier_reaches_the_disk_of_the_chain(network, tmp_path):
    """The identifier is in no record, no transaction and no event, nor anywhere else in the network's folder."""
    identifier = "310101198001010018"
    holders(network, write(tmp_path / "f.csv", REGISTER + f"{identifier},A-1,{SHARES},700,\n"))
    network.publish()
    network.close()
    written = [path for path in network.layout.root.rglob("*") if path.is_file()]
    assert written
    assert not any(identifier.encode() in path.read_bytes() for path in written)


def test_a_holder_may_have_several_rows(network, tmp_path):
    """Two instruments in one account, and a second account of the same person: one party."""
    instruments(network, write(tmp_path / "i.csv", "id,kind,name\nB,bond,b\n"))
    text = REGISTER + f"person-1,A-1,{SHARES},1,\nperson-1,A-1,B,2,\nperson-1,A-2,B,3,\n"
    assert holders(network, write(tmp_path / "f.csv", text)).imported == 3
    view = network.chain(CHAIN).ledger.view
    assert view.read(ACCOUNTS, "A-1").holder == view.read(ACCOUNTS, "A-2").holder
    assert [view.read(HOLDINGS, *at).free for at in (("A-1", SHARES), ("A-1", "B"), ("A-2", "B"))] == [1, 2, 3]


def test_accounts_are_named_after_commitments_when_the_file_names_none(network, tmp_path):
    """Without an account column each person has one account, the same at every import."""
    file = write(tmp_path / "f.csv", f"holder,instrument,quantity\nperson-1,{SHARES},5\n")
    assert holders(network, file).imported == 1
    account = f"A-{commit(SECRET, 'PERSON-1')[:32]}"
    assert network.chain(CHAIN).ledger.view.read(HOLDINGS, account, SHARES).free == 5


def test_bad_holders_stop_no_good_ones(network, tmp_path):
    """One row per reason, among good ones."""
    rows = [
        f"person-1,A-1,{SHARES},10,",
        f",A-2,{SHARES},10,",
        f"person-2,A-2,{SHARES},ten,",
        "person-2,A-2,NOPE,10,",
        f"person-2,A-1,{SHARES},10,",
        f"person-1,A-1,{SHARES},5,",
        f"person-9,person-9,{SHARES},5,",
        f"person-2,A 2,{SHARES},5,",
        f"person-2,A-2,{SHARES},{QUANTITY_MAX},",
        f"person-2,A-2,{SHARES},20,",
    ]
    report = holders(network, write(tmp_path / "f.csv", REGISTER + "\n".join(rows)))
    assert reasons(report) == [
        (3, "holder_missing"),
        (4, "not_a_number"),
        (5, "unknown_instrument"),
        (6, "account_exists"),
        (7, "row_repeated"),
        (8, "personal_data_refused"),
        (9, "invalid_field"),
        (10, "quantity_overflow"),
        (11, "row_repeated"),
    ]
    assert supply(network) == 10
    assert "person-9" not in "".join(row.detail for row in report.refused)


def test_one_identity_number_is_one_party(network, tmp_path):
    """Under a second party it is refused, with the line of the first; as the same party it may have more accounts."""
    rows = [
        "holder,party,account,instrument,quantity",
        f"person-1-of-many,P-1,A-1,{SHARES},10",
        f"person-1-of-many,P-2,A-2,{SHARES},10",
        f"person-1-of-many,P-1,A-3,{SHARES},10",
        f"person-2,P-2,A-2,{SHARES},10",
    ]
    report = holders(network, write(tmp_path / "f.csv", "\n".join(rows)))
    assert reasons(report) == [(3, "person_twice")] and report.imported == 3
    [refused] = report.refused
    assert "line 2" in refused.detail and "P-1" in refused.detail and "person-1-of" not in refused.detail


def test_no_problem_with_a_cell_repeats_a_persons_data(network, tmp_path):
    """Nor where the identifier is put together from columns, of which one is damaged, empty, or of letters."""
    rows = ["6.10E+09", "N/A", "Wang", "-42"]
    text = "certificate,account,instrument,quantity\n" + "".join(f"{cell},A-1,{SHARES},1\n" for cell in rows)
    report = holders(network, write(tmp_path / "f.csv", text), "holder=P{certificate:9}")
    expected = ["damaged_number", "placeholder", "invalid_code", "damaged_number"]
    assert [reason for _, reason in reasons(report)] == expected
    assert not [row.detail for row in report.refused for cell in rows if cell in row.detail]


def test_a_register_imported_again_doubles_nothing(network, tmp_path):
    """The second import refuses every row, and with another secret it cannot take the accounts over."""
    file = write(tmp_path / "f.csv", REGISTER + f"person-1,A-1,{SHARES},10,\nperson-2,A-2,{SHARES},20,\n")
    assert holders(network, file).imported == 2
    assert Counter(row.reason for row in holders(network, file).refused) == {"already_held": 2}
    again = holders(network, file, secret=b"another secret of the register")
    assert {row.reason for row in again.refused} <= {"already_held", "account_exists"}
    assert again.imported == 0
    assert supply(network) == 30


def test_an_interrupted_import_is_completed(network, tmp_path):
    """A longer file of the same register adds what is missing, and only that."""
    holders(network, write(tmp_path / "f.csv", REGISTER + f"person-1,A-1,{SHARES},10,\n"))
    text = REGISTER + f"person-1,A-1,{SHARES},10,\nperson-2,A-2,{SHARES},20,\n"
    report = holders(network, write(tmp_path / "g.csv", text))
    assert (report.imported, reasons(report)) == (1, [(2, "already_held")])
    assert supply(network) == 30


def test_a_suspended_instrument_takes_no_holders(network, tmp_path):
    """What may not be issued is refused before anybody is registered for it."""
    node, key = network.chain(CHAIN), network.keyring.get(DEPOSITORY)
    run(node, [ChangeStatus(instrument=SHARES, status=InstrumentStatus.suspended, by=DEPOSITORY)], key)
    report = holders(network, write(tmp_path / "f.csv", REGISTER + f"person-1,A-1,{SHARES},10,\n"))
    assert reasons(report) == [(2, "instrument_not_active")]
    assert node.ledger.view.read(ACCOUNTS, "A-1") is None


def test_a_party_column_must_name_the_same_person(network, tmp_path):
    """Two identifiers under one party name are two people: the second is refused."""
    text = f"holder,party,account,instrument,quantity\nperson-1,P,A-1,{SHARES},1\nperson-2,P,A-2,{SHARES},1\n"
    report = holders(network, write(tmp_path / "f.csv", text))
    assert reasons(report) == [(3, "party_exists")]
    assert network.chain(CHAIN).ledger.view.read(ACCOUNTS, "A-1").holder == PartyId("P")


def test_commitments_depend_on_secret_and_person():
    """Neither the person nor the secret can be left out of a commitment."""
    made = {commit(secret, person) for secret in (SECRET, b"another") for person in ("a", "b")}
    assert len(made) == 4
    assert commit(SECRET, "a") == commit(SECRET, "a")


def test_the_secret_file_is_guarded(tmp_path):
    """A secret is made once, for its owner alone; a short one or one that others can read is refused."""
    path = tmp_path / "register.salt"
    made = create_secret(path)
    assert read_secret(path) == made
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(InputError, match="exists already"):
        create_secret(path)
    path.chmod(0o644)
    with pytest.raises(InputError, match="others can read"):
        read_secret(path)
    path.chmod(0o600)
    path.write_bytes(b"short\n")
    with pytest.raises(InputError, match="at least"):
        read_secret(path)
