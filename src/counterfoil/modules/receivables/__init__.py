# SPDX-License-Identifier: Apache-2.0
"""Receivable vouchers (应收账款电子凭证): what a core enterprise promised to pay, divided from hand to hand as lots."""
