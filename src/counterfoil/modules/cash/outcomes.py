# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the cash module: 200-239."""

from counterfoil.law.outcome import Outcome


class CashOutcome(Outcome):
    """Why something about digital currency is refused."""

    unknown_currency = 200, "The instrument is no digital currency under these rules."
    currency_exists = 201, "The instrument is a digital currency under these rules already."
    not_cash = 202, "Only an instrument of kind cash becomes a digital currency."
    currency_outstanding = 203, "Units are outstanding already, against no recorded backing."
    policy_backdated = 204, "A policy is in force from now or later, never from before."
    too_much_scheduled = 205, "As many changes of this policy as can be are scheduled already."
    unknown_vault = 206, "The account is no vault for this currency."
    vault_exists = 207, "The account is a vault for this currency already."
    beyond_backing = 208, "More would be issued through the bank than its recorded backing."
    backing_in_use = 209, "What is issued through the bank needs this backing."
    issue_outside_vault = 210, "Digital currency is issued into vaults and redeemed out of them, nowhere else."
    not_issued_there = 211, "More would be redeemed than was issued through this bank."
    currency_not_corrected = 212, "Units of a digital currency are issued, moved or redeemed, not corrected."
    unknown_wallet = 213, "The account is no wallet for this currency."
    wallet_exists = 214, "The account is a wallet for this currency already."
    not_a_wallet = 215, "Digital currency moves between wallets and vaults only."
    vault_or_wallet = 216, "One account is a vault or a wallet, not both."
    another_bank = 217, "The account is not kept by the bank of the wallet."
    nested_wallet = 218, "A sub-wallet has no sub-wallets."
    another_holder = 219, "A sub-wallet belongs to the holder of its parent."
    class_of_parent = 220, "A sub-wallet is of the class of its parent."
    class_without_limits = 221, "No limits are in force for wallets of this class."
    beyond_balance = 222, "The receiving wallet would hold more than its class may."
    beyond_single = 223, "The payment is more than wallets of this class pay at once."
    beyond_daily = 224, "The wallet would pay more in a day than its class may."
    beyond_annual = 225, "The wallet would pay more in a year than its class may."
    unknown_usage = 226, "Nothing has come to this wallet yet."
    usage_exists = 227, "What this wallet uses is counted already."
    backing_overflow = 228, "Recorded backing would exceed 2⁵³−1."
