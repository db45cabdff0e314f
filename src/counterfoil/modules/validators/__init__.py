# SPDX-License-Identifier: Apache-2.0
"""Validators: who orders and seals a chain of many members, with which keys, since when; and how that changes."""
