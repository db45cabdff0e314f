# SPDX-License-Identifier: Apache-2.0
"""Contracts that firms write: an auction and an escrow, reviewed by others, run, upgraded and proved; a hostile one."""

from hashlib import sha256
from typing import Any, Final

from msgspec.structs import asdict

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.queries import state_of
from counterfoil.modules.contracts.records import CODES, CONTRACTS, ENTRIES, Upgrades
from counterfoil.modules.contracts.values import as_arguments
from counterfoil.modules.holdings.calls import Hold, Issue
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.node.contracts.folder import read_folder
from counterfoil.node.contracts.library import library_folder
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath, Timestamp

ISSUER: Final = PartyId("issuer")
BANK: Final = PartyId("bank")
FIRMS: Final = (PartyId("firm-1"), PartyId("firm-2"), PartyId("firm-3"))
BOND: Final = InstrumentId("BOND-26")
SIZE: Final = Quantity(1_000)
DEPOSIT: Final = Quantity(5_000)
HOUR_MS: Final = 3_600_000
SALT: Final = "0123456789abcdef"
BIDS: Final = {FIRMS[0]: (102, 600), FIRMS[1]: (101, 700)}
"""Party → price of a unit and units; the lowest that is filled is everybody's price."""
MIGRATE: Final = '''

def migrate():
    """Note that the code was replaced while the price was here."""
    put("replaced", now())
'''
ENDLESS: Final = '''def spins():
    """Never end."""
    while True:
        pass
'''
HOSTILE: Final = '''"""A contract that means harm."""


def floods(size: int):
    """Make a text that takes all memory there is."""
    return len("x" * size)


def spins():
    """Never end."""
    for one in range(1000000000):
        for other in range(1000000000):
            pass
'''


def play(stage: Stage) -> None:
    """A review, an auction, an escrow that is upgraded, a contract that is stopped, and the evidence."""
    _found(stage)
    _auction(stage)
    _escrow(stage)
    _hostile(stage)
    stage.prove(
        auction=lambda collector: collector.record(CONTRACTS.path("issue")),
        auction_code=lambda collector: collector.record(CODES.path(_code("bond_auction").code)),
        result=lambda collector: collector.record(ENTRIES.path("issue", "result")),
        escrow=lambda collector: collector.record(CONTRACTS.path("sale")),
        bonds=lambda collector: collector.control(_account(FIRMS[0]), BOND),
        money_in_the_auction=lambda collector: collector.control(AccountId("of-issue"), CASH),
    )


def _found(stage: Stage) -> None:
    stage.enter(
        Firm(BANK, "Operating bank", (Role.operating_bank,)),
        Firm(ISSUER, "Example Industries", (Role.issuer,)),
        *(Firm(firm, f"Example Securities {number}") for number, firm in enumerate(FIRMS, 1)),
    )
    stage.define(CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=BANK, name="数字人民币 Digital yuan")
    stage.define(BOND, InstrumentKind.bond, Unit(name="bond", decimals=0), issuer=ISSUER, name="示例债券 Example bond")
    for party in (ISSUER, *FIRMS):
        stage.open(_account(party), party)
    stage.set(Issue(instrument=BOND, account=_account(ISSUER), quantity=SIZE), by=[ISSUER])
    paid = [Issue(instrument=CASH, account=_account(firm), quantity=Quantity(1_000_000)) for firm in FIRMS]
    stage.set(*paid, by=[BANK])
    reviews = c.SetReviews(
        reviewers=FIRMS, quorum=2, by=DEPOSITORY, supervisor=SUPERVISOR, reference="rules of the alliance, 9"
    )
    said = "code is deployed when two firms other than its author and the supervisor have approved it"
    stage.do(said, reviews, by=[DEPOSITORY, SUPERVISOR])


def _reviewed(stage: Stage, what: str, code: c.ProposeCode, *reviewers: PartyId) -> None:
    """Proposed by one, approved by others and the supervisor."""
    stage.do(f"{code.by} proposes {what}", code, by=[code.by])
    approvals = [c.Approve(code=code.code, by=by, reference="read, and tried") for by in (*reviewers, SUPERVISOR)]
    stage.do(f"{', '.join(reviewers)} and the supervisor approve it", *approvals, by=[*reviewers, SUPERVISOR])


def _auction(stage: Stage) -> None:
    code, until = _code("bond_auction"), Timestamp(stage.clock() + HOUR_MS)
    _reviewed(stage, "an auction at one price, by sealed bids", code, FIRMS[0], FIRMS[1])
    terms = {"issuer": ISSUER, "bonds": BOND, "money": CASH, "size": SIZE, "lowest": 95, "deposit": DEPOSIT}
    terms |= {"sealed_until": until, "opened_until": until + HOUR_MS, "forfeit": False}
    stage.do("the issuer deploys it for a bond issue", _deploy("issue", code, ISSUER, **terms), by=[ISSUER])
    _brought(stage, "the bonds are set aside for it, and it takes them", "issue", "offer", ISSUER, BOND, SIZE)
    for firm, (price, quantity) in BIDS.items():
        sealed = sha256(f"issue:{firm}:{price}:{quantity}:{SALT}".encode()).hexdigest()
        _brought(stage, f"{firm} seals a bid, with a deposit", "issue", "bid", firm, CASH, DEPOSIT, sealed=sealed)
    early = _call("issue", "fill", FIRMS[2])
    stage.refuse("filling the bids before they are opened", early, by=[FIRMS[2]], outcome="contract_failed")
    stage.wait(HOUR_MS)
    for firm, (price, quantity) in BIDS.items():
        rest = Quantity(price * quantity - DEPOSIT)
        told = {"price": price, "quantity": quantity, "salt": SALT}
        said = f"{firm} opens it, {quantity} at {price}, and pays in the rest"
        _brought(stage, said, "issue", "reveal", firm, CASH, rest, **told)
    stage.wait(HOUR_MS)
    stage.do("anybody has the bids filled", _call("issue", "fill", FIRMS[2]), by=[FIRMS[2]])
    due = [(firm, what) for firm in FIRMS[:2] for what in ("bonds", "money")] + [(ISSUER, "money")]
    kept = state_of(stage.node.ledger.view, "issue")
    for party, what in due:
        mine: Any = kept[f"due:{party}"]
        if mine[what]:
            call = _call("issue", "collect", party, party=party, what=what, to=_account(party))
            stage.set(call, by=[party])
    result: Any = kept["result"]
    bonds = ", ".join(f"{firm} {stage.holding(_account(firm), BOND).balance}" for firm in FIRMS[:2])
    stage.show(f"{result['sold']} bonds are sold at {result['price']} for all", bonds)


def _escrow(stage: Stage) -> None:
    code = _with(_code("escrow"), upgrades=Upgrades.reviewed)
    _reviewed(stage, "an escrow", code, FIRMS[1], FIRMS[2])
    terms = {"buyer": FIRMS[1], "seller": FIRMS[0], "agent": BANK, "instrument": CASH, "price": 20_000}
    terms["until"] = stage.clock() + 24 * HOUR_MS
    stage.do("the issuer deploys it for a sale between two firms", _deploy("sale", code, ISSUER, **terms), by=[ISSUER])
    _brought(stage, "the price is paid in", "sale", "fund", FIRMS[1], CASH, Quantity(20_000))
    stage.refuse(
        "the seller taking the price for itself", _call("sale", "accept", FIRMS[0]), by=[FIRMS[0]],
        outcome="contract_failed",
    )  # fmt: skip
    newer = _with(code, source=code.source + MIGRATE)
    _reviewed(stage, "a newer version of it", newer, FIRMS[1], FIRMS[2])
    stage.do("it is upgraded, with the price in it", c.Upgrade(contract="sale", code=newer.code), by=[ISSUER])
    stage.do("what was sold is there, and the buyer accepts", _call("sale", "accept", FIRMS[1]), by=[FIRMS[1]])
    paid = _call("sale", "collect", FIRMS[0], role="seller", to=_account(FIRMS[0]))
    stage.do("the seller collects the price", paid, by=[FIRMS[0]])


def _hostile(stage: Stage) -> None:
    endless = _says("endless", ENDLESS)
    stage.refuse("a program with a loop without end", endless, by=[FIRMS[2]], outcome="not_in_dialect")
    code = _says("hostile", HOSTILE)
    _reviewed(stage, "one whose harm nobody sees", code, FIRMS[0], FIRMS[1])
    stage.do("it is deployed", _deploy("hostile", code, FIRMS[2]), by=[FIRMS[2]])
    flood = _call("hostile", "floods", FIRMS[2], size=10_000_000_000)
    stage.refuse("a text of ten thousand million letters", flood, by=[FIRMS[2]], outcome="value_too_large")
    spin = _call("hostile", "spins", FIRMS[2])
    stage.refuse("a million million million rounds", spin, by=[FIRMS[2]], outcome="out_of_steps")
    stopped = c.Pause(contract="hostile", by=SUPERVISOR, reason="it means harm")
    stage.do("the supervisor stops it", stopped, by=[SUPERVISOR])
    stage.refuse("calling it again", spin, by=[FIRMS[2]], outcome="contract_stands_still")


def _brought(
    stage: Stage,
    said: str,
    contract: str,
    function: str,
    by: PartyId,
    instrument: InstrumentId,
    units: Quantity,
    **arguments: Any,
) -> None:
    """A hold of so many units for a contract, and the call that takes them, in one transaction."""
    name = f"{contract}-{function}-{by}"
    hold = Hold(
        hold=name,
        account=_account(by),
        instrument=instrument,
        quantity=units,
        executor=path_of(contract),
        expires=Timestamp(stage.clock() + 48 * HOUR_MS),
    )
    shown = ENCUMBRANCES.path(name)
    stage.do(said, hold, _call(contract, function, by, shows=(shown,), hold=name, **arguments), by=[by])


def _call(contract: str, function: str, by: PartyId, *, shows: tuple[RecordPath, ...] = (), **arguments: Any) -> c.Run:
    text = as_arguments(arguments)
    return c.Run(contract=contract, function=function, by=(by,), arguments=text, shows=shows)


def _deploy(contract: str, code: c.ProposeCode, by: PartyId, **arguments: Any) -> c.Deploy:
    text = as_arguments(arguments)
    return c.Deploy(contract=contract, code=code.code, account=f"of-{contract}", by=by, arguments=text)


def _code(name: str) -> c.ProposeCode:
    """The issuer's proposal of a contract of the library."""
    return read_folder(library_folder(name)).proposal(ISSUER)


def _says(name: str, source: str) -> c.ProposeCode:
    """The last firm's proposal of a program of its own."""
    return proposal(name=name, licence="Apache-2.0", upgrades=Upgrades.never, source=source, by=FIRMS[2])


def _with(code: c.ProposeCode, **changed: Any) -> c.ProposeCode:
    """The same proposal, saying something else."""
    said = {name: said for name, said in asdict(code).items() if name != "code"}
    return proposal(**said | changed)


def _account(party: PartyId) -> AccountId:
    return AccountId(f"{party}-1")


SCENE: Final = Scene(
    number=70, name="contracts", title="Contracts that firms write 智能合约: an auction, an escrow", play=play, days=1
)
