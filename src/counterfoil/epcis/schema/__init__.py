# SPDX-License-Identifier: Apache-2.0
"""The EPCIS 2.0 JSON schema, stated by this project from tables, and what is said of an event that breaks it."""
