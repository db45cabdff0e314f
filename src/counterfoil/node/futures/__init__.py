# SPDX-License-Identifier: Apache-2.0
"""Ways in and out of the futures module: trades from files, a day's settlement, statements, a day replayed."""
