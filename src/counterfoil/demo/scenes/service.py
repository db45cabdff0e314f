# SPDX-License-Identifier: Apache-2.0
"""The ledger as a service: programs rehearse, sign, hand in, follow and prove over HTTP, and see what is their own."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final

from counterfoil.client import Client, Done, NotCommitted, NotFound, SignaturesMissing, calls
from counterfoil.demo.plan import Firm
from counterfoil.demo.serving import Address, served
from counterfoil.demo.stage import Scene, Stage
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import Control, Role
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity

ISSUER, BROKER = PartyId("issuer"), PartyId("broker")
FUND, PENSION, RIVAL = PartyId("fund"), PartyId("pension-fund"), PartyId("rival")
SHARES: Final = InstrumentId("SHARES")
ISSUED: Final = 10_000
FIRST: Final = 250
MANY: Final = 300
"""Transactions of a share each; the first one moves more."""
WAIT_S: Final = 60


def of(party: PartyId) -> AccountId:
    """The account of a fund."""
    return AccountId(f"of-{party}")


def play(stage: Stage) -> None:
    """Prepare a market in the folder; from there on everything is asked of the service."""
    _found(stage)
    stage.network.publish()
    with served(stage.network) as service:
        stage.show("the folder is served on this machine, with tables, as `counterfoil serve` has it", "yes")
        with service.client(FUND) as fund:
            done = _two_sign(stage, service, fund)
            _fails(stage, service)
            _many_followed(stage, service)
            _need_to_know(stage, service)
            evidence = fund.prove(done)
            stage.keep(transfer=evidence.package)
        with service.client(PENSION) as pension:
            held = pension.prove("control", account=of(PENSION), instrument=SHARES)
            stage.keep(control=held.package)


def _found(stage: Stage) -> None:
    """Shares leave an account by the word of its holder and of the broker who keeps it, together."""
    stage.enter(
        Firm(ISSUER, "Example Corp", (Role.issuer,)),
        Firm(BROKER, "Example Broker", (Role.custodian,)),
        *(Firm(party, f"Example {party}") for party in (FUND, PENSION, RIVAL)),
    )
    opened = [
        OpenAccount(
            account=of(party), holder=party, custodian=BROKER, outgoing=Control.both, incoming=Control.custodian
        )
        for party in (FUND, PENSION, RIVAL)
    ]
    stage.set(*opened, by=[BROKER])
    stage.define(
        SHARES, InstrumentKind.equity, Unit(name="share", decimals=0), issuer=ISSUER, name="示例股份 Example shares"
    )
    stage.set(Issue(instrument=SHARES, account=of(FUND), quantity=Quantity(ISSUED)), by=[ISSUER, BROKER])


def _two_sign(stage: Stage, service: Address, fund: Client) -> Done:
    """The fund's program has one key of two, and is told so before anything is ordered."""
    transfer = calls.holdings.transfer(
        sender=of(FUND), receiver=of(PENSION), instrument=SHARES, quantity=Quantity(FIRST)
    )
    try:
        done = fund.submit(transfer, by=[FUND, BROKER])
    except SignaturesMissing as missing:
        alone = missing.transaction
        stage.show(
            "the fund hands a transfer in with its key alone", f"not ordered, lacks {', '.join(missing.missing)}"
        )
    else:
        raise InvariantBroken(f"one signature of two was enough: {done!r}")
    with service.client(BROKER) as broker:
        both = alone.sign(service.key(BROKER))
        stage.show("the broker signs the file elsewhere, and rehearses it", _words(broker.rehearse(both).status))
        done = broker.submit(both)
        stage.show("the broker hands it in", f"{done.status.value} in block {done.height}")
        again = broker.submit(both)
        if again != done:
            raise InvariantBroken(f"an intent has one answer, and not {again!r} after {done!r}")
        stage.show("as if the answer had been lost, once more", f"the same answer, block {again.height}")
    return done


def _fails(stage: Stage, service: Address) -> None:
    """A program is told before, by number, name and sentence, what the ledger would say."""
    too_much = calls.holdings.transfer(
        sender=of(PENSION), receiver=of(FUND), instrument=SHARES, quantity=Quantity(ISSUED)
    )
    with service.client(PENSION, BROKER) as both:
        try:
            done = both.submit(too_much)
        except NotCommitted as error:
            stage.show("the pension fund would give more than it has", f"refused: {error.outcome} {error.name}")
        else:
            raise InvariantBroken(f"more was given than there was: {done!r}")


def _many_followed(stage: Stage, service: Address) -> None:
    """One program hands in, another is told of each transfer as it is committed, by a feed that stays open."""
    one = calls.holdings.transfer(sender=of(FUND), receiver=of(PENSION), instrument=SHARES, quantity=Quantity(1))
    with service.client(FUND, BROKER) as fund, service.client(PENSION) as pension, ThreadPoolExecutor(1) as beside:
        *_, last = pension.events()
        heard = beside.submit(_followed, pension, last.cursor)
        answers = list(fund.stream([one] * MANY))
        committed = sum(done.committed for done in answers)
        stage.show("the fund hands in many transfers, a hundred in a request", f"committed: {committed} of {MANY}")
        moved = heard.result(timeout=WAIT_S)
        stage.show("meanwhile the pension fund follows its events, live", f"heard of {moved} shares, each one once")
        if committed != MANY or moved != MANY:
            raise InvariantBroken(f"{MANY} shares were moved, {committed} by the answers, {moved} by the events")


def _followed(client: Client, since: str) -> int:
    """How much the next ``MANY`` transfers moved."""
    transfers = (event for event in client.events(since, follow=True) if event.type == Transferred.type)
    return sum(event.data["quantity"] for event in islice(transfers, MANY))


def _need_to_know(stage: Stage, service: Address) -> None:
    """A supervisor sees all; a member what is his own; of all else it is as if it were not there."""
    holding = HOLDINGS.path(of(PENSION), SHARES)
    believing = service.client(PENSION, trust=stage.network.layout.trust)
    with believing as pension, service.client(RIVAL) as rival, service.client(SUPERVISOR) as supervisor:
        has = pension.record(holding, proof=True)
        stage.show("what the pension fund is told it has", f"{has.value.free}, checked by the {has.checked.value}")
        try:
            told = rival.record(holding)
        except NotFound:
            stage.show("what its rival is told of that", "nothing: as if it were not there")
        else:
            raise InvariantBroken(f"a rival was told: {told!r}")
        rows = list(supervisor.records(HOLDINGS, instrument=SHARES, height=has.at.height))
        total = sum(row.value.free for row in rows)
        if total != ISSUED or list(rival.records(HOLDINGS, instrument=SHARES, height=has.at.height)):
            raise InvariantBroken(f"{ISSUED} shares were issued, and {total} are on the supervisor's list")
        stage.show("the supervisor lists all holdings at that height", f"{len(rows)} holdings of {total:,} shares")


def _words(name: str) -> str:
    return name.replace("_", " ")


SCENE: Final = Scene(
    number=80,
    name="service",
    title="The ledger as a service 节点即服务: programs sign, hand in, follow and prove over HTTP",
    play=play,
)
