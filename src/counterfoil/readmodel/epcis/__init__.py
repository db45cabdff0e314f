# SPDX-License-Identifier: Apache-2.0
"""A repository of EPCIS events: a journal of what was captured, and what can be asked of it."""
