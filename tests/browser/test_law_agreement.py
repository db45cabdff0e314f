# SPDX-License-Identifier: Apache-2.0
"""Both verifiers know all the laws: what happened by them is proved by both, and each departure is judged alike.

The long form compares what COUNTERFOIL_BROWSER_MUTANTS departures by operators give; a run is repeated by
COUNTERFOIL_FUZZ_SEED.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import ControlClaim
from counterfoil.evidence.package import Package, encode_package, unpack_files
from counterfoil.modules import laws, nouns
from counterfoil.modules.funds.law import FUND_DEALING
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, HexHash, RecordPath, Timestamp
from counterfoil.verify import verify_package
from support import (
    contracts_decided,
    contracts_ended,
    contracts_overrun,
    contracts_taken_back,
    contracts_uncalled,
    governance_story,
    oracles_story,
    receivables_breaches,
    restriction_packages,
)
from support.attestation_breaches import IDENTITY_OF_LI, REVOKED, TRUST, attest, attesting, trust
from support.browser_verifier import ROOT, answer_of, answers
from support.cash_story import (
    LIN,
    SHOP,
    VAULT,
    YUAN,
    asked,
    circulating,
    confirmed,
    held,
    interest,
    paid,
    pay,
    prepaid,
    refunded,
)
from support.contract_story import LIVED, lived, packages
from support.contract_story import SHARE as SHARES
from support.evidence_mutants import mutants
from support.evidence_story import CASH, LI, SHARE, WANG, founded
from support.evidence_trust import trust_file
from support.evidence_world import World
from support.lawless_package import lawless
from support.operator_mutants import operator_mutants, prepared, tables
from support.supervision_story import FILE_OF_LI, FILE_OF_ZHAO, STATE, judged

SEED = int(os.environ.get("COUNTERFOIL_FUZZ_SEED", "1"))
MUTANTS = int(os.environ.get("COUNTERFOIL_BROWSER_MUTANTS", "500"))
CASH_RECORDS = (
    f"cash/currency/{YUAN}",
    f"cash/vault/{VAULT}/{YUAN}",
    f"cash/wallet/{LIN}/{YUAN}",
    f"cash/usage/{LIN}/{YUAN}",
    "cash/request/r",
    "cash/prepaid/c",
)
ORDERS = ("freeze", "seizure", "thaw", "sale", "back")
SUPERVISION_RECORDS = (
    "supervision/policy/current",
    *(f"supervision/order/{name}" for name in ORDERS),
    FILE_OF_LI,
    FILE_OF_ZHAO,
    "supervision/seizure/seizure",
    f"supervision/custody/{STATE}/{SHARE}",
)
Told = tuple[World, dict[str, Package]]
WITHOUT_A_LAW: frozenset[str] = frozenset(
    {
        "access",
        "clearing",
        "crossings",
        "funds",
        "futures",
        "insurance",
        "lifecycle",
        "over_the_counter",
        "peers",
        "receipts",
        "receivables",
        "securitisation",
        "validators",
    }
)
"""Nouns whose law the page does not have: what they do it takes as executed, on the auditors' word, and says so."""
TABLES = [
    name
    for name, (breaches, _) in tables().items()
    if name.removesuffix("_breaches") not in WITHOUT_A_LAW
    and not {site.partition(".")[0] for site in breaches} <= WITHOUT_A_LAW
]


def of_records(world: World, records: tuple[str, ...], moved: Mapping[str, HexHash]) -> Told:
    """A package of each record, and one of each transaction by its name."""
    collector = Collector(world, world.publish())
    made = {record: collector.record(RecordPath(record)) for record in records}
    return world, made | {name: collector.transfer(transaction) for name, transaction in moved.items()}


def digital_yuan() -> Told:
    """A request is paid, a service is prepaid and confirmed in part, the rest goes back, interest is paid."""
    world = circulating()
    world.do("shop", calls=[asked()])
    moved = {"paid": world.do("lin", calls=[held("h", "request/r"), paid()])}
    world.do("lin", calls=[held("g", "prepaid/c")])
    world.do("lin", "shop", calls=[prepaid(hold="g")])
    moved["confirmed"] = world.do("lin", calls=[confirmed(1)])
    moved["refunded"] = world.do("shop", calls=[refunded()])
    moved["interest"] = world.do("icbc", calls=[interest()])
    moved["payment"] = world.do("lin", calls=[pay(1)])
    world, made = of_records(world, CASH_RECORDS, moved)
    collector = Collector(world, world.publish())
    return world, made | {name: collector.control(name, YUAN) for name in (LIN, SHOP)}


def supervised() -> Told:
    """From the freeze to the return, and what the accounts hold then."""
    world = judged()
    world, made = of_records(world, SUPERVISION_RECORDS, {})
    collector = Collector(world, world.publish())
    units = ((LI, SHARE), (WANG, CASH), (STATE, SHARE))
    return world, made | {f"{account} {unit}": collector.control(account, unit) for account, unit in units}


def attested() -> Told:
    world = attesting()
    world.do("authority", calls=[attest()])
    world.do("supervisor", calls=[trust("bank", since=world.last_time + 10_000)])
    world.do("authority", calls=[REVOKED])
    return of_records(world, (IDENTITY_OF_LI, TRUST), {})


def contracted() -> Told:
    """Every call about code and contracts, and what a contract took in and paid."""
    world = lived()
    return world, packages(world, *(f"contracts/{path}" for path in LIVED), "parties/account/of-tried")


TOLD = {
    "attestations": attested,
    "contracts": contracted,
    "cash": digital_yuan,
    "governance": governance_story.told_packages,
    "oracles": oracles_story.told_packages,
    "restrictions": restriction_packages.packages,
    "supervision": supervised,
}

FORGED = (governance_story, oracles_story)


def test_the_page_has_the_law_of_every_noun_but_these() -> None:
    """Whose it lacks, its README says too."""
    listed = re.search(r"MODULES: Rules\[\] = \[(.*?)\];", (ROOT / "browser/src/laws/all.ts").read_text())
    assert listed is not None
    lacking = set(nouns()) - set(listed[1].split(", "))
    assert lacking == WITHOUT_A_LAW
    text = (ROOT / "browser/README.md").read_text()
    assert [noun for noun in lacking if f"modules/{noun}/README.md" not in text] == []


@pytest.mark.parametrize("noun", TOLD)
def test_what_happened_is_proved_by_both(noun: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records, holdings and transactions of a noun; and of altered packages of it both say the same."""
    world, made = TOLD[noun]()
    there = {name: encode_package(package) for name, package in made.items()}
    files = {name: unpack_files(package) for name, package in there.items()}
    altered = [package for _, package in mutants(Random(SEED), MUTANTS // 10, files) if package is not None]
    found = compared(tmp_path, [*there.values(), *altered], world)
    assert found[: len(there)] == [None] * len(there)
    said(capsys, f"{len(altered)} altered packages of {noun}", found[len(there) :])


@pytest.mark.parametrize("story", FORGED, ids=["governance", "oracles"])
def test_named_forgeries_are_judged_alike(story: Any, tmp_path: Path) -> None:
    """Each event left out, each vote, power, role, value and name said otherwise: both stop at the same check."""
    world, made = story.told_packages()
    altered = [encode_package(one) for package in made.values() for one in story.forged(package, made.values())]
    assert None not in compared(tmp_path, altered, world)


def test_contracts_that_call_one_another(tmp_path: Path) -> None:
    """Both prove what one has another do, and of neither does one act that was not called."""
    world = contracts_uncalled.nested()
    there = [encode_package(package) for package in contracts_uncalled.told_packages(world).values()]
    assert compared(tmp_path, there, world) == [None] * len(there)
    forged = [encode_package(package) for _, _, package in contracts_uncalled.forgeries(world)]
    assert compared(tmp_path, forged, world) == [10] * len(forged)


def test_an_account_that_a_contract_leaves_closed(tmp_path: Path) -> None:
    """Both prove what another brings in while the contract is there, and neither what comes after its end."""
    told = [*contracts_ended.brought(), contracts_ended.sent()]
    assert [compared(tmp_path, [encode_package(one)], world) for world, one in told] == [[None], [10], [10]]


def test_calls_of_one_decision_one_after_another(tmp_path: Path) -> None:
    """Both judge each by what those before left, what programs did among it."""
    world, packages = contracts_decided.in_turn()
    files = {str(number): unpack_files(encode_package(one)) for number, one in enumerate(packages)}
    altered = [package for _, package in mutants(Random(SEED), MUTANTS // 10, files) if package is not None]
    found = compared(tmp_path, [*map(encode_package, packages), *altered], world)
    assert found[: len(packages)] == [None] * len(packages)


def test_no_approval_by_the_policy_before(tmp_path: Path) -> None:
    """A decision set another policy, and approved code by the one that was in force until then."""
    world, package = contracts_decided.by_two_policies()
    assert compared(tmp_path, [encode_package(package)], world) == [10]


def test_who_held_for_a_contract_frees_what_is_left_when_the_time_is_over(tmp_path: Path) -> None:
    """As of any hold whose maker named it: the page once took the executor's name for the hold's."""
    world, package = contracts_ended.run_out()
    assert compared(tmp_path, [encode_package(package)], world) == [None]


def test_what_was_given_to_a_contract_that_ended(tmp_path: Path) -> None:
    """Both prove that it came back; and neither that it did before the end, nor without the keeper."""
    world, made = contracts_taken_back.taken_back()
    assert compared(tmp_path, list(map(encode_package, made.values())), world) == [None] * len(made)
    world, package = contracts_taken_back.in_one_transaction()
    assert compared(tmp_path, [encode_package(package)], world) == [None]
    for world, package in (*contracts_taken_back.too_early(), contracts_taken_back.without_the_keeper()):
        assert compared(tmp_path, [encode_package(package)], world) == [10]


def test_that_the_end_is_not_shown_excuses_nobody(tmp_path: Path) -> None:
    """Python's verifier once asked for the contract first, was not shown it, and asked for no signature then."""
    found = [compared(tmp_path, [encode_package(one)], world) for world, one in contracts_taken_back.by_nobody_of_it()]
    assert found == [[10]] * 4


def test_records_that_end_are_of_laws_that_the_page_has() -> None:
    """What rests on the end of another it could not prove: so it is with vouchers."""
    ending = {prefix.partition("/")[0] for prefix, table in laws().tables.items() if getattr(table.record, "ends", ())}
    assert ending == {"cash", "contracts", "receivables", "restrictions", "settlement", "supervision"}
    assert ending & WITHOUT_A_LAW == {"receivables"}


def test_what_was_left_to_a_voucher_that_ended(tmp_path: Path) -> None:
    """Python proves that it was taken back, and the page refuses the units that vouchers moved, not their trails."""
    world = receivables_breaches.WORLD()
    world.do("core", calls=[{"call": "holdings.revoke_mandate", "mandate": "pays-done"}])
    package = Collector(world, world.publish()).record(RecordPath("holdings/mandate/pays-done"))
    assert any(b'"giving":"holdings/mandate/' in one.event and b"holdings.held" in one.event for one in package.events)
    trust, file = tmp_path / "trust.json", tmp_path / "package.zip"
    trust.write_bytes(trust_file(world.trust()))
    file.write_bytes(encode_package(package))
    assert verify_package(file.read_bytes(), world.trust()).proved
    assert answers([file], trust) == [10]


def test_an_account_that_is_closed_says_so(tmp_path: Path) -> None:
    """Both prove that it is closed, and that it was active before, in the same words; and neither the other's state."""
    world, before = contracts_ended.ended()
    collector = Collector(world, world.publish())
    account = AccountId("of-box")
    told = [collector.control(account, SHARES), collector.control(account, SHARES, as_of=before)]
    told.append(collector.record(RecordPath("parties/account/of-box")))
    assert compared(tmp_path, list(map(encode_package, told)), world) == [None] * 3
    claim = told[0].claim
    assert isinstance(claim, ControlClaim) and claim.control.status == "closed"
    open_still = with_words(replace(claim, control=replace(claim.control, status="active")), laws().vocabulary)
    assert compared(tmp_path, [encode_package(replace(told[0], claim=open_still))], world) == [12]


def test_a_statement_of_an_account_that_is_closed(tmp_path: Path) -> None:
    """At its end, before it was, and before it was open; and neither proves that it is open still."""
    world, before = contracts_ended.ended()
    collector = Collector(world, world.publish())
    account, first = AccountId("of-box"), Timestamp(1)
    told = [collector.statement(account, start=first, end=end) for end in (None, before, Timestamp(2))]
    assert compared(tmp_path, list(map(encode_package, told)), world) == [None] * 3
    claim = told[0].claim
    for other in ({"status": "active"}, {"moved_by": None}, {"status": "suspended"}):
        changed = with_words(replace(claim, **other), laws().vocabulary)
        assert compared(tmp_path, [encode_package(replace(told[0], claim=changed))], world) == [12]


def test_contracts_that_run_on(tmp_path: Path) -> None:
    """What the same decision says next ends them, for both; and neither proves what they did to another's account."""
    world = contracts_overrun.deciding()
    for table, failed in ((contracts_overrun.HONEST, None), (contracts_overrun.OVERRUN, 10)):
        made = [encode_package(contracts_overrun.executed(world, *one)[1]) for one in table.values()]
        assert compared(tmp_path, made, world) == [failed] * len(made)
    world = contracts_uncalled.calling()
    forged, package = contracts_overrun.over_another(world)
    assert compared(tmp_path, [encode_package(package)], forged) == [10]
    forged, told = contracts_overrun.told_in_part(world)
    assert compared(tmp_path, list(map(encode_package, told)), forged) == [None, 10, 10, 10, 10]
    forged, package = contracts_overrun.sealed_without_end(world)
    assert compared(tmp_path, [encode_package(package)], forged) == [12]


@pytest.mark.parametrize("noun", ["contracts_breaches", "governance_breaches", "oracles_breaches"])
def test_each_rule_of_these_is_kept_here_too(noun: str, tmp_path: Path) -> None:
    """What an operator hands out who breaks one rule of them, whichever it is, fails check 10 for both."""
    breaches, _ = tables()[noun]
    broken = [lawless(name).package for name in breaches]
    assert dict(zip(breaches, compared(tmp_path, broken, prepared(noun)), strict=True)) == dict.fromkeys(breaches, 10)


def test_a_record_of_a_noun_without_a_law_is_as_executed(tmp_path: Path) -> None:
    """The page replays no record whose law it lacks, and proves what the state has."""
    world = founded(FUND_DEALING)
    days = {"offset_min": 480, "first": 20_000, "last": 20_300}
    world.do("venue", calls=[{"call": "funds.open_calendar", "calendar": "c", "by": "venue", "days": days}])
    package = encode_package(Collector(world, world.publish()).record(RecordPath("funds/calendar/c")))
    assert compared(tmp_path, [package], world) == [None]


def test_a_default_that_is_written_all_the_same(tmp_path: Path) -> None:
    """Both take the call, where the form says that the field may stand though it holds its default."""
    world = founded()
    named = {"instrument": "PLAIN", "kind": "equity", "issuer": "acme", "name": "P", "identifiers": {}}
    world.do("acme", calls=[{"call": "instruments.define", **named, "unit": {"name": "unit", "decimals": 0}}])
    package = encode_package(Collector(world, world.publish()).record(RecordPath("instruments/instrument/PLAIN")))
    assert compared(tmp_path, [package], world) == [None]


@pytest.mark.parametrize("noun", TABLES)
def test_departures_of_an_operator(noun: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another call, signature or event, sealed all the same: both stop at the same check, or both prove it."""
    made = [one.package for one in operator_mutants(Random(f"{SEED} {noun}"), noun, MUTANTS // 10)]
    found = compared(tmp_path, made, prepared(noun))
    said(capsys, f"{len(made)} packages of operators who depart from the laws of {noun}", found)
    assert {None, 10} <= set(found)


def compared(folder: Path, packages: list[bytes], world: World) -> list[int | None]:
    """What both verifiers answer, each compared."""
    trust, files = folder / "trust.json", [folder / f"{number}.zip" for number in range(len(packages))]
    trust.write_bytes(trust_file(world.trust()))
    for file, package in zip(files, packages, strict=True):
        file.write_bytes(package)
    there = [answer_of(verify_package(package, world.trust())) for package in packages]
    assert list(enumerate(answers(files, trust))) == list(enumerate(there))
    return there


def said(capsys: pytest.CaptureFixture[str], what: str, found: list[int | None]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{what}, seed {SEED}, one answer: {dict(Counter(found))}\n")
