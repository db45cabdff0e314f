# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher propose``: a voucher on invoices as their registry reported them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.ordering import Given, ordering

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network

FaceOption = Annotated[
    str | None,
    typer.Option(
        metavar="AMOUNT", help="Such as 400000.00 or 400,000.00.", show_default="what is left of the invoices"
    ),
]
ProposerOption = Annotated[
    str | None, typer.Option(metavar="PARTY", help="Who proposes.", show_default="the first holder, who accepts so")
]
MinSplitOption = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="No part is less.", show_default="the smallest coin")
]
MaxDepthOption = Annotated[
    int | None, typer.Option(min=0, metavar="TIERS", help="No further down.", show_default="as the programme allows")
]
AcceptanceOption = Annotated[
    bool, typer.Option("--requires-acceptance", help="Whoever a part goes to accepts it first.")
]
ExaminedOption = Annotated[
    str | None, typer.Option(metavar="PARTY", help="The bank that examined a tenor beyond the usual.")
]


@ordering
def propose(
    voucher: Annotated[str, typer.Argument(metavar="VOUCHER", help="What it shall be called.")],
    given: Given,
    programme: Annotated[str, typer.Option(metavar="PROGRAMME")],
    issuer: Annotated[str, typer.Option(metavar="PARTY", help="Who promises to pay.")],
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Of the first holder.")],
    matures: Annotated[str, typer.Option(metavar="TIME", help="On the day of this time: +90d, or ISO 8601.")],
    contract: Annotated[str, typer.Option(metavar="FILE", help="That it comes from; its SHA-256 is taken, or given.")],
    invoices: Annotated[
        Path, typer.Option(metavar="CSV", help="What supply voucher invoices --report wrote; at most 16 are taken.")
    ],
    face: FaceOption = None,
    by: ProposerOption = None,
    until: Annotated[str, typer.Option(metavar="TIME", help="When it lapses unless it is confirmed.")] = "+7d",
    min_split: MinSplitOption = None,
    max_depth: MaxDepthOption = None,
    requires_acceptance: AcceptanceOption = False,
    recourse: Annotated[bool, typer.Option("--recourse", help="Who passed a lot on stands for it.")] = False,
    guarantor: Annotated[str | None, typer.Option(metavar="PARTY")] = None,
    examined_by: ExaminedOption = None,
) -> None:
    """Propose a voucher on registered invoices, and reserve what it takes of them; by its first holder or its issuer.

    Of each invoice of the report it takes what is left, in the order of the report, until the face is reached. One
    voucher takes at most sixteen invoices; for more, make two. The issuer's two keys confirm it: receivables prepare
    and confirm.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.cli.field_text import hash_of
    from counterfoil.cli.times import time_from
    from counterfoil.node.supply.invoice_registering import programme_of
    from counterfoil.node.supply.proposing import Proposal, fingerprints_of, proposed
    from counterfoil.primitives.types import HexHash

    prints = fingerprints_of(invoices)

    def made(opened: "Network", node: "ChainNode") -> "list[Call]":
        view, now = node.ledger.view, opened.now_ms()
        wanted = Proposal(
            root=voucher,
            issuer=issuer,
            account=account,
            by=by,
            matures=time_from(matures, lambda: now, "--matures"),
            until=time_from(until, lambda: now, "--until"),
            contract=HexHash(hash_of(contract, "--contract")),
            face=face,
            min_split=min_split,
            max_depth=max_depth,
            requires_acceptance=requires_acceptance,
            recourse=recourse,
            guarantor=guarantor,
            examined_by=examined_by,
        )
        return [proposed(view, programme_of(view, programme), wanted, prints, now)]

    carry_out(made, given, intent=lambda: f"propose {voucher}")
