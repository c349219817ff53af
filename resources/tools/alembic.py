# SPDX-FileCopyrightText: Lockkeeper contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alembic, asked by Lockkeeper: see ToolCommand for what goes in and out."""
