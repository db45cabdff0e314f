# SPDX-License-Identifier: Apache-2.0
"""Seals by more than two thirds of the validators: shares, the book of seals, and their exchange between members."""
