# SPDX-License-Identifier: Apache-2.0
"""Restrictions: who may hold and move an instrument, how much of it and when, by dated rules."""
