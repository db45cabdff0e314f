# SPDX-License-Identifier: Apache-2.0
"""Formulas of securities and futures markets that need no contract, a module for each subject.

They are exact in any context of the thread: 34 digits, half to even, and half up where they round to decimals.
"""
