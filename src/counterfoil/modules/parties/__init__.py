# SPDX-License-Identifier: Apache-2.0
"""Parties and accounts: who takes part, with which keys and roles, and who must authorise movements."""
