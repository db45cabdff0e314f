# SPDX-License-Identifier: Apache-2.0
"""The node as a service: transactions in, answers, records and events out."""
