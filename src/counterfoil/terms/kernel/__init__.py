# SPDX-License-Identifier: Apache-2.0
"""What every contract type rests on, and what knows none of them: numbers, days, values, terms, events."""
