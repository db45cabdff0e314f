# SPDX-License-Identifier: Apache-2.0
"""What the parts of futures bring to its law: their events, tables and outcomes."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.modules.futures import (
    auction_records,
    auctions,
    awaiting,
    bilateral,
    booking,
    client_records,
    combining,
    control,
    counting,
    defaults,
    delivery,
    delivery_events,
    desk_events,
    events,
    expiry,
    give_ups,
    halting,
    handing_in,
    intraday,
    locking,
    lodging,
    maintaining,
    openings,
    option_events,
    option_records,
    parcel_events,
    quotas,
    reduction,
    reports,
    selling,
    settling,
    statement_parts,
    stress,
)
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.combining_outcomes import CombiningOutcome
from counterfoil.modules.futures.confirming_outcomes import ConfirmingOutcome
from counterfoil.modules.futures.control_outcomes import ControlOutcome
from counterfoil.modules.futures.counting_outcomes import CountingOutcome
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.early_outcomes import EarlyOutcome
from counterfoil.modules.futures.halting_outcomes import HaltingOutcome
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.listing_outcomes import ListingOutcome
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.maintaining_outcomes import MaintenanceOutcome
from counterfoil.modules.futures.member_reports_outcomes import MemberReportOutcome
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.paying_outcomes import PayingOutcome
from counterfoil.modules.futures.positions import POSITIONS, PUBLISHED, TRADINGS
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome
from counterfoil.modules.futures.records import DAYS, FUTURES, HOUSES, MARGIN_ACCOUNTS, MEMBERS, PRODUCTS, ROLLS
from counterfoil.modules.futures.reports_outcomes import ReportOutcome
from counterfoil.modules.futures.safekeeping_outcomes import SafekeepingOutcome
from counterfoil.modules.futures.stress_outcomes import StressOutcome

EVENTS: Final[tuple[type[EventData], ...]] = (
    *events.EVENTS,
    *booking.EVENTS,
    *settling.EVENTS,
    *statement_parts.EVENTS,
    *defaults.EVENTS,
    *expiry.EVENTS,
    *delivery_events.EVENTS,
    *parcel_events.EVENTS,
    *desk_events.EVENTS,
    *stress.EVENTS,
    *handing_in.EVENTS,
    *bilateral.EVENTS,
    *give_ups.EVENTS,
    *lodging.EVENTS,
    *combining.EVENTS,
    *maintaining.EVENTS,
    *option_events.EVENTS,
    *locking.EVENTS,
    *reduction.EVENTS,
    *halting.EVENTS,
    *control.EVENTS,
    *counting.EVENTS,
    *openings.EVENTS,
    *auctions.EVENTS,
    *selling.EVENTS,
    *quotas.EVENTS,
    *reports.EVENTS,
    *intraday.EVENTS,
    *awaiting.EVENTS,
)
TABLES: Final = (
    HOUSES,
    PRODUCTS,
    FUTURES,
    MEMBERS,
    MARGIN_ACCOUNTS,
    DAYS,
    ROLLS,
    POSITIONS,
    TRADINGS,
    PUBLISHED,
    *defaults.TABLES,
    *expiry.TABLES,
    *delivery.TABLES,
    *desk_events.TABLES,
    *stress.TABLES,
    *handing_in.TABLES,
    *bilateral.TABLES,
    *give_ups.TABLES,
    *lodging.TABLES,
    *combining.TABLES,
    *maintaining.TABLES,
    *option_records.TABLES,
    *reduction.TABLES,
    *halting.TABLES,
    *client_records.TABLES,
    *counting.TABLES,
    *openings.TABLES,
    *auction_records.TABLES,
    *selling.TABLES,
    *quotas.TABLES,
    *reports.TABLES,
    *intraday.TABLES,
)
OUTCOMES: Final = (
    LodgingOutcome,
    CombiningOutcome,
    MaintenanceOutcome,
    OptionOutcome,
    LockingOutcome,
    HaltingOutcome,
    ControlOutcome,
    CountingOutcome,
    OpeningOutcome,
    QuotaOutcome,
    ReportOutcome,
    IntradayOutcome,
    SafekeepingOutcome,
    DeskOutcome,
    AuctionOutcome,
    StressOutcome,
    MemberReportOutcome,
    ClosingOutcome,
    PayingOutcome,
    ListingOutcome,
    ConfirmingOutcome,
    EarlyOutcome,
)
