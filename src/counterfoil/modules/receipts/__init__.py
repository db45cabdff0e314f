# SPDX-License-Identifier: Apache-2.0
"""Documents of title: warehouse receipts and bills of lading, each an instrument and a record of who controls it."""
