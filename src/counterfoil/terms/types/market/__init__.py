# SPDX-License-Identifier: Apache-2.0
"""Contract types of securities and futures markets that the ACTUS dictionary lacks, in the shape of its types.

They compute what follows from terms and observed facts. Orders (to subscribe, to convert, to substitute collateral)
are taken, and refused, by the ledger's modules: here are the formulas that those need. A fact that cannot be, such as a
trade on a day without trading, is an InputError; one that is missing, such as a settlement price, a MissingFixing.
Nothing is guessed. Amounts of 1e20 and more are errors too (``AMOUNT`` and its like in ``kernel/values.py``).
"""
