# SPDX-License-Identifier: Apache-2.0
"""Pools of rights to money, notes over them in ranks, and what comes in passed on to whoever holds the notes."""
