# SPDX-License-Identifier: Apache-2.0
"""Contract types of securities and futures markets that the ACTUS dictionary lacks, in the shape of its types.

What is observed is either an order or a fact, and all six types treat both alike:

- An **order** is what a party may attempt: to subscribe, to close out, to convert, to give notice. One that the
  contract refuses, by its amount, its price, its time or its trigger, is an event without effect: payoff 0, nothing
  moves, and the state ``rejection`` says why until the next order. ``orders.py`` lists the reasons.
- A **fact** that cannot be is an InputError: an order that states no amount, a trade on a day without trading, income
  on a security that nobody holds, a price of zero. A fact that is missing, such as a settlement price, is a
  MissingFixing. Nothing is guessed. Amounts of 1e20 and more are errors too (``formulas/amounts.py``).
"""
