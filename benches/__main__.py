# SPDX-License-Identifier: Apache-2.0
"""``python -m benches [NAME …] [--json]``: measure every claim, or those named, and print them."""

import argparse
import sys

import msgspec
from rich.console import Console
from rich.table import Table

from benches import (
    accesses,
    authenticated_map,
    browser,
    clearing,
    client,
    consortium,
    contract_terms,
    contracts,
    custody_log,
    evidence,
    funds,
    futures,
    futures_day,
    goods,
    insurance,
    lifecycle,
    locked_day,
    over_the_counter,
    payments,
    peers,
    reading,
    readmodel,
    receivables,
    requests,
    restrictions,
    seals,
    securitisation,
    served,
    supervision,
    supply,
    transfers,
)
from benches.claim import Bench, Claim, machine

BENCHES: dict[str, Bench] = {
    "transfers": transfers.run,
    "payments": payments.run,
    "lifecycle": lifecycle.run,
    "restrictions": restrictions.run,
    "supervision": supervision.run,
    "insurance": insurance.run,
    "funds": funds.run,
    "clearing": clearing.run,
    "futures": futures.run,
    "futures-day": futures_day.run,
    "locked-day": locked_day.run,
    "over-the-counter": over_the_counter.run,
    "receivables": receivables.run,
    "securitisation": securitisation.run,
    "peers": peers.run,
    "contracts": contracts.run,
    "evidence": evidence.run,
    "reading": reading.run,
    "browser": browser.run,
    "authenticated-map": authenticated_map.run,
    "custody-log": custody_log.run,
    "consortium": consortium.run,
    "contract-terms": contract_terms.run,
    "supply": supply.run,
    "goods": goods.run,
    "requests": requests.run,
    "served": served.run,
    "accesses": accesses.run,
    "client": client.run,
    "rows": readmodel.run,
    "seals": seals.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="benches", description=__doc__, epilog="example: python -m benches transfers --json"
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(BENCHES)):
        parser.error(f"no benchmark {unknown[0]!r}; there are: {', '.join(BENCHES)}")
    claims: list[Claim] = []
    for name in arguments.names or BENCHES:
        print(f"measuring {name} …", file=sys.stderr)
        claims += BENCHES[name]()
    if arguments.json:
        print(msgspec.json.encode({"machine": machine(), "claims": [_plain(claim) for claim in claims]}).decode())
    else:
        _show(claims)


def _plain(claim: Claim) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(claim)
    return fields if claim.ratio is None else {**fields, "ratio": claim.ratio}


def _show(claims: list[Claim]) -> None:
    table = Table(title=f"Measured on {machine()}", title_justify="left")
    for column in ("claim", "figure", "of the machine's limit", "conditions"):
        table.add_column(column, overflow="fold")
    for claim in claims:
        limit = "" if claim.ratio is None else f"{claim.ratio:.2f} of {claim.limit:,.0f} {claim.limit_name}"
        table.add_row(claim.name, f"{claim.value:,.1f} {claim.unit}", limit, claim.conditions)
    Console().print(table)


if __name__ == "__main__":
    main()
