# SPDX-License-Identifier: Apache-2.0
"""Contracts with a principal: bullet, amortisers, annuity, call money, open maturity."""
