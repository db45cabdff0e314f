# SPDX-License-Identifier: Apache-2.0
"""Two alliances: rival firms order chains together, and one custody tier proves what happened on and between them."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from counterfoil.consensus.cometbft.engine_process import engine_version, find_engine
from counterfoil.demo.alliance_business import (
    ASSET,
    MIRROR,
    UNITS,
    Counted,
    believe,
    carrier,
    define,
    found,
    map_receipt,
    sell,
    trade,
)
from counterfoil.demo.alliance_stage import Alliances, AllianceStage, alliance_stage
from counterfoil.demo.alliances import (
    CLEARING,
    MERCHANT,
    OVER_THE_COUNTER,
    RECEIPT,
    SECURITIES,
    SHARE,
    SHARE_BLOCK,
    TRADED,
    WAREHOUSE,
    firm,
    product,
)
from counterfoil.demo.lying import check_kept, lie
from counterfoil.demo.members import Member, again
from counterfoil.demo.plan import CASH, house_account
from counterfoil.demo.proofs import forge_and_verify
from counterfoil.demo.stage import Opening, Scene, Stage
from counterfoil.evidence.package import Package, encode_package
from counterfoil.identity import dsse
from counterfoil.law.moment import known
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.records import ASSETS, DEALS, PAYMENTS, Price
from counterfoil.modules.peers.records import PEERS
from counterfoil.modules.validators.calls import Join, Offer
from counterfoil.node.audit import audit_chain
from counterfoil.node.collect import Collector
from counterfoil.node.crossings import arriving, ending, paying, sending, set_aside
from counterfoil.node.export import exporter
from counterfoil.node.forgeries import Materials
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import Height, PartyId, Quantity, RecordPath, Timestamp
from counterfoil.verify import Trust, parse_trust

BROKERS: Final = tuple(PartyId(f"broker-{number}") for number in (1, 2, 3, 4))
DEALERS: Final = tuple(PartyId(f"dealer-{number}") for number in (1, 2))
FUND_MANAGER: Final = PartyId("fund-manager")
ISSUER: Final = PartyId("issuer")
TREASURY: Final = PartyId("treasury")
SELLER, BUYER, DEAD, LIAR = BROKERS
CHAINS: Final = (SECURITIES, OVER_THE_COUNTER)
RECEIPT_PRICE_FEN: Final = 1_950_000_00
TRADING: Final = 3
"""Times at which a part of the trades is made."""
HOUR_MS: Final = 3_600_000
SET: Final = RecordPath("validators/set/current")
"""The record of who orders a chain."""


@dataclass(frozen=True)
class Cast:
    """Who orders which chain, and how much is traded."""

    otc: Sequence[PartyId] = (FUND_MANAGER, WAREHOUSE, *DEALERS)
    trades: int = 240

    @property
    def alliances(self) -> Alliances:
        return {SECURITIES: BROKERS, OVER_THE_COUNTER: self.otc}


@dataclass
class _Play:
    """The story so far."""

    stage: AllianceStage
    cast: Cast
    begun: Timestamp
    counted: Counted = field(default_factory=Counted)
    proved_before: bytes = b""
    """an honest package of an earlier publication"""

    @property
    def securities(self) -> Stage:
        return self.stage

    @property
    def otc(self) -> Stage:
        return self.stage.on(OVER_THE_COUNTER)

    def trade(self, said: str) -> None:
        """A part of the day's trades on the securities chain."""
        count = self.cast.trades // TRADING
        trade(self.securities, self.counted, BROKERS, count)
        self.stage.show(said, f"{count} settled, delivery versus payment")

    def later(self) -> Timestamp:
        """An hour from now."""
        return Timestamp(self.stage.clock() + HOUR_MS)


def play(cast: Cast, stage: Stage) -> None:
    """From trades to figures."""
    assert isinstance(stage, AllianceStage)
    story = _Play(stage, cast, stage.clock())
    _found(story)
    _ordinary(story)
    _one_is_killed(story)
    _across(story)
    _one_comes_back(story)
    _one_lies(story)
    _one_joins(story)
    trust = parse_trust(stage.network.layout.trust.read_bytes())
    _prove(story)
    _forge(story, trust)
    _figures(story, trust)
    stage.afterwards += again(stage.members, stage.network.layout.root)


def _found(story: _Play) -> None:
    securities, otc = story.securities, story.otc
    found(securities, BROKERS, [firm(ISSUER), firm(TREASURY), firm(MERCHANT)], [])
    for instrument in TRADED:
        define(securities, product(instrument), *((one, UNITS) for one in BROKERS))
    issuers = [one for one in story.cast.otc if one == WAREHOUSE]
    others = [firm(one) for one in (WAREHOUSE, MERCHANT, SELLER) if one not in story.cast.otc]
    found(otc, story.cast.otc, others, issuers)
    define(otc, product(RECEIPT), (MERCHANT, 1))
    story.stage.show(
        "firms, accounts, digital yuan, shares, bonds, and a warehouse receipt with its title", "on two chains"
    )


def _ordinary(story: _Play) -> None:
    story.trade("members trade, each batch through the gateway of another")
    checkpoint = story.stage.network.publish().checkpoint
    auditors = len(story.stage.network.config.state_auditors)
    story.stage.show(
        "the custody tier checks every seal, executes every block, and anchors both chains in one log",
        f"{checkpoint.size} entries, cosigned by witnesses, executed again by {auditors} state auditors",
    )
    story.proved_before = encode_package(_exporter(story, story.securities).control(house_account(SELLER), SHARE))
    believe(story.securities, story.otc, (SELLER, MERCHANT))  # firms on both chains, each with one key
    map_receipt(story.securities, story.otc)


def _one_is_killed(story: _Play) -> None:
    story.stage.member(DEAD).kill()
    story.trade(f"the node of {DEAD} is killed; the others go on")
    story.stage.member(DEAD).start()  # it takes its time; what comes next goes on without it


def _across(story: _Play) -> None:
    """A receipt goes to the other chain and is sold there; shares are delivered here for money there."""
    securities, otc = story.securities, story.otc
    accounts = house_account(MERCHANT), house_account(MERCHANT)
    asset = known(otc.node.ledger.view, ASSETS, ASSET)
    otc.do(
        f"{MERCHANT} sends the receipt to the securities chain",
        *sending(asset, "cross-1", accounts, Quantity(1), story.later()),
        by=[MERCHANT],
    )
    price = Price(
        sender=house_account(MERCHANT),
        receiver=house_account(SELLER),
        instrument=CASH,
        quantity=Quantity(SHARE_BLOCK * product(SHARE).price_fen),
    )
    kept = (house_account(SELLER), SHARE, Quantity(SHARE_BLOCK))
    held = set_aside("for-deal-1", DEALS.path("deal-1"), kept, story.later())
    offered = c.Offer(
        deal="deal-1",
        peer=PEERS.path(OVER_THE_COUNTER),
        hold=held.hold,
        receiver=house_account(MERCHANT),
        price=price,
        until=story.later(),
    )
    securities.do(f"{SELLER} keeps {SHARE_BLOCK:,} shares for who pays on the other chain", held, offered, by=[SELLER])
    brought = carrier(securities, OVER_THE_COUNTER)
    arrives = arriving(brought, securities.node.ledger.view, PEERS.path(OVER_THE_COUNTER), "cross-1")
    securities.do(
        "the securities chain is shown its title, proved by the log, and takes it in", *arrives, by=[DEPOSITORY]
    )
    securities.refuse(
        "somebody takes it in once more",
        c.Arrive(peer=PEERS.path(OVER_THE_COUNTER), crossing="cross-1"),
        by=[BUYER],
        outcome="already_arrived",
    )
    sold = sell((MERCHANT, BUYER), MIRROR, 1, RECEIPT_PRICE_FEN, "receipt-sold")
    securities.do(f"it is sold there to {BUYER} against digital yuan", sold, by=[MERCHANT, BUYER])
    _paid_across(story)


def _paid_across(story: _Play) -> None:
    securities, otc = story.securities, story.otc
    shown = carrier(otc, SECURITIES, MERCHANT)
    pays = paying(PEERS.path(SECURITIES), shown.record(DEALS, "deal-1"))
    otc.do(
        f"{MERCHANT} is shown that the shares are kept, and pays on the over-the-counter chain",
        *shown.answers(DEALS.path("deal-1")),
        *pays,
        by=[MERCHANT],
    )
    deal = known(securities.node.ledger.view, DEALS, "deal-1")
    ended = ending(carrier(securities, OVER_THE_COUNTER), deal)
    securities.do("the securities chain is shown the payment, and delivers", *ended, by=[DEPOSITORY])


def _one_comes_back(story: _Play) -> None:
    stage, dead = story.stage, story.stage.member(DEAD)
    dead.wait_until_ready()
    height = stage.node.height
    if dead.sealed_block(height, stage.supervisor).header != stage.node.block_log.read(height).header:
        raise InvariantBroken(f"{DEAD} came back with another block {height}")
    stage.show(f"{DEAD} began again in its folder, as it was left", f"level at block {height}, with its seal")
    stage.add(SECURITIES, CLEARING, firm(CLEARING).name).start()


def _one_lies(story: _Play) -> None:
    """A second header of a height, signed by a validator's key."""
    stage = story.stage
    liar, told = stage.member(LIAR), stage.member(BUYER)
    height = _sealed_by(story, liar, told)
    lie(liar, stage.node.reader.header(height), told)
    kept = check_kept(told, liar, height)
    stage.show(
        f"the key of {LIAR} signs a second header of block {height}, which {BUYER} is told",
        f"not counted; kept as proof that one key signed two: {kept.relative_to(stage.network.layout.root)}",
    )
    stage.network.publish()
    stage.show("what else comes of it", f"nothing: the chain is at block {stage.node.height}, sealed and anchored")


def _sealed_by(story: _Play, signer: Member, told: Member) -> Height:
    """The last block that is sealed, as one member has it, with the signature of another."""
    keyid = signer.card.keys.seal_key.keyid
    for height in map(Height, range(story.stage.node.height, 0, -1)):
        seal = dsse.decode(told.sealed_block(height, story.stage.supervisor).seal)
        if keyid in (one.keyid for one in seal.signatures):
            return height
    raise InvariantBroken(f"no block is sealed by {signer.party}")


def _one_joins(story: _Play) -> None:
    """A fifth firm; then one of the four stops, so that nothing is sealed without the fifth."""
    stage, securities = story.stage, story.securities
    fifth = stage.member(CLEARING)
    card = fifth.card
    securities.enter(firm(CLEARING))
    offer = Offer(
        validator=card.validator, party=card.party, keys=card.keys, moniker=card.validator, address=card.engine
    )
    securities.do(f"{CLEARING} offers a validator of its own", offer, by=[CLEARING])
    fifth.wait_until_ready()
    joins = Join(validator=card.validator, registrar=DEPOSITORY, supervisor=SUPERVISOR, reason="decision 2026-1")
    securities.do("depository and supervisor decide to take it in", joins, by=[DEPOSITORY, SUPERVISOR])
    stage.network.publish()
    seals = stage.network.custody().seals(SECURITIES)
    if len(seals.rotations) != 1 or card.keys.seal_key.keyid not in seals.current.keyid_set:
        raise InvariantBroken("the custody log did not take the rotation")
    told = (
        f"{seals.current.threshold} of {len(seals.current.keys)} seal after block {seals.rotations[0][1].last_height}"
    )
    stage.show("the custody log takes the rotation, signed by more than two thirds of the four", told)
    height = stage.node.height
    fifth.sealed_block(height, stage.supervisor)
    came = f"level at block {height}; its engine counts {fifth.voters()} validators"
    stage.show("its node began from the genesis, and executed every block", came)
    stage.member(LIAR).stop()
    story.trade(f"{LIAR} is stopped; nothing is sealed without {CLEARING} now")
    _sealed_by_all_but(story, LIAR)


def _sealed_by_all_but(story: _Play, absent: PartyId) -> None:
    """The last block has the signature of every validator but one."""
    stage = story.stage
    signers = {one.keyid for one in dsse.decode(stage.node.block_log.read(stage.node.height).seal).signatures}
    wanted = {one.card.keys.seal_key.keyid for one in stage.of(SECURITIES) if one.party != absent}
    if signers != wanted:
        raise InvariantBroken(f"block {stage.node.height} is sealed by others than those that run")


def _exporter(story: _Play, stage: Stage) -> Collector:
    trust = parse_trust(story.stage.network.layout.trust.read_bytes())
    return exporter(stage.node.reader, stage.network.published(), trust)


def _prove(story: _Play) -> None:
    last = story.counted.last
    assert last is not None
    story.securities.prove(
        title_across_both_chains=lambda collector: collector.provenance(MIRROR),
        control=lambda collector: collector.control(house_account(BUYER), SHARE),
        trade=lambda collector: collector.transfer(last),
        delivery=lambda collector: collector.record(DEALS.path("deal-1")),
        validators=lambda collector: collector.record(SET),
    )
    collector = _exporter(story, story.otc)
    paid = collector.record(PAYMENTS.path(SECURITIES, "deal-1"))
    story.otc.keep(payment=paid, title_at_home=collector.provenance(RECEIPT))


def _forge(story: _Play, trust: Trust) -> None:
    collector = _exporter(story, story.securities)

    def control(party: PartyId) -> Package:
        return collector.control(house_account(party), SHARE)

    materials = Materials(encode_package(control(SELLER)), story.proved_before, encode_package(control(BUYER)))
    folder = story.stage.network.layout.forgeries
    folder.mkdir()
    story.stage.forgeries += forge_and_verify(folder, materials, trust)
    caught = sum(one.as_it_should_be for one in story.stage.forgeries)
    story.stage.show("forgeries made from these", f"{caught} of {len(story.stage.forgeries)} caught")


def _figures(story: _Play, trust: Trust) -> None:
    """Both chains executed from genesis once more, and what there was of them."""
    stage, layout = story.stage, story.stage.network.layout
    stage.network.close()
    for chain in CHAINS:
        report = audit_chain(layout.chain(chain), chain, trust=trust, custody=layout.custody)
        if report.first_difference:
            raise InvariantBroken(f"{chain}: {report.first_difference}")
        stage.show(
            f"{chain} audited from genesis",
            f"{report.height + 1} blocks, {report.transactions} transactions, {report.events} events, no difference",
        )
    rate = story.counted.settled / story.counted.seconds
    stage.show(
        "in all",
        f"{story.counted.settled} trades at {rate:.0f} a second end to end; {len(stage.packages)} packages proved, "
        f"{len(stage.forgeries)} forgeries caught, {(stage.clock() - story.begun) / 1_000:.0f} s",
    )


def _require_engine() -> None:
    """Raises InputError, which says how to have the engine."""
    engine_version(find_engine(os.environ))


def consortium(cast: Cast) -> Scene:
    """The scene with such a cast."""

    def setting(opening: Opening) -> AbstractContextManager[Stage]:
        return alliance_stage(opening, cast.alliances)

    return Scene(
        number=94,
        name="consortium",
        title="Two alliances 联盟链: rival firms order chains together, and one custody tier proves across both",
        play=partial(play, cast),
        chains=CHAINS,
        setting=setting,
        require=_require_engine,
    )


SCENE: Final = consortium(Cast())
