# SPDX-License-Identifier: Apache-2.0
"""A plan fits its chain when the bank can do by itself what the plan has it do."""

from pathlib import Path

import pytest
from msgspec import structs

from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.parties.calls import ChangeAccountControl, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.bank.bridge_folder import BridgeFolder, BridgeTerms
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, PartyId
from support.bank_world import (
    EXCHANGE,
    INTO_LIN,
    INTO_SHOP,
    LIN,
    OF_LIN,
    OF_SHOP,
    OWN,
    RESERVE,
    SHOP,
    VAULT,
    YUAN,
)
from support.network import CHAIN, run

PLAN = BridgeTerms(
    instrument=YUAN,
    currency="CNY",
    vault=VAULT,
    backing_account=RESERVE,
    bank_account=OWN,
    exchange_account=EXCHANGE,
    wallets={INTO_LIN: LIN, INTO_SHOP: SHOP},
    payouts={LIN: OF_LIN, SHOP: OF_SHOP},
)


def change(network: Network, account: AccountId, custodian: str, outgoing: Control, incoming: Control) -> None:
    """Give an account other rules, with the consent of all whom it concerns."""
    rules = ChangeAccountControl(account=account, custodian=PartyId(custodian), outgoing=outgoing, incoming=incoming)
    signers = dict.fromkeys([account.split("-")[0].replace("vault", "icbc"), "icbc", custodian])
    run(network.chain(CHAIN), [rules], *map(network.keyring.get, signers))


@pytest.mark.parametrize(
    ("incoming", "fits"),
    [
        (Control.nobody, True),
        (Control.custodian, True),
        (Control.either, True),
        (Control.holder, False),
        (Control.both, False),
    ],
)
def test_a_wallet_into_which_the_bank_cannot_deliver_is_no_plan(
    network: Network, tmp_path: Path, incoming: Control, fits: bool
) -> None:
    """Whose rule for what comes in needs the customer; a wallet that is only paid out needs nobody."""
    change(network, LIN, "icbc", Control.holder, incoming)
    node = network.chain(CHAIN)
    if fits:
        assert BridgeFolder.create(tmp_path / "bridge", PLAN, node).file.plan == PLAN
    else:
        with pytest.raises(InputError, match=r"wallet lin-wallet: icbc cannot deliver into it"):
            BridgeFolder.create(tmp_path / "bridge", PLAN, node)
        assert not (tmp_path / "bridge").exists()
        terms = BridgeTerms(**{**structs.asdict(PLAN), "wallets": {INTO_SHOP: SHOP}})
        BridgeFolder.create(tmp_path / "bridge", terms, node)


def test_a_wallet_whose_rule_changes_later_stops_no_bridge(network: Network, tmp_path: Path) -> None:
    """The plan is read as before; what comes for that wallet goes back."""
    node = network.chain(CHAIN)
    folder = BridgeFolder.create(tmp_path / "bridge", PLAN, node)
    change(network, LIN, "icbc", Control.holder, Control.holder)
    assert folder.plan(node, [network.keyring.get("icbc")]).wallets == PLAN.wallets


@pytest.mark.parametrize(
    ("custodian", "outgoing", "incoming"),
    [
        ("pboc", Control.both, Control.nobody),
        ("ccb", Control.custodian, Control.nobody),
        ("ccb", Control.holder, Control.custodian),
    ],
)
def test_a_vault_that_needs_others_is_no_plan_and_brings_nothing_back(
    network: Network, tmp_path: Path, custodian: str, outgoing: Control, incoming: Control
) -> None:
    """Neither when the bridge is made nor later: no run begins with keys. Whoever only compares needs no consent."""
    node, ring = network.chain(CHAIN), network.keyring
    before = BridgeFolder.create(tmp_path / "before", PLAN, node)
    third = RegisterParty(
        party=PartyId("ccb"),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="ccb",
        roles=(Role.custodian,),
        keys=single_key_policy(ring.create("ccb")),
    )
    run(node, [third], ring.get(DEPOSITORY))
    change(network, VAULT, custodian, outgoing, incoming)
    with pytest.raises(InputError, match="vault vault: its rules need the consent of others than icbc"):
        BridgeFolder.create(tmp_path / "bridge", PLAN, node)
    with pytest.raises(InputError, match="vault vault: its rules need the consent of others than icbc"):
        before.plan(node, [ring.get("pboc"), ring.get("icbc")])
    assert before.plan(node, ()).vault == VAULT
