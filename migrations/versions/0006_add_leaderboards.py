"""Add what leaderboards need: frozen periods, and boards that a site has switched off.

Revision: 0006, after 0005, written on 2026-11-28 04:10:00.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc, drop_triggers

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("period_snapshot", "period_freeze")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "period_freeze",
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("frozen_at", Utc(), nullable=False),
        sa.Column("tariff", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("teams", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("period", "start", name=op.f("pk_period_freeze")),
    )
    op.create_table(
        "period_snapshot",
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("board", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.PrimaryKeyConstraint("period", "start", "board", "subject_id", name=op.f("pk_period_snapshot")),
    )
    op.create_index("ix_period_snapshot_place", "period_snapshot", ["period", "start", "board", "place"])
    op.create_index("ix_award_account_id_effective_day", "award", ["account_id", "effective_day"])
    op.create_index("ix_account_board_visibility", "account", ["board_visibility"])
    op.create_index("ix_account_disabled_at", "account", ["disabled_at"])
    op.add_column("site", sa.Column("boards_off", Json, nullable=False, server_default="[]"))
    with op.batch_alter_table("site") as batch_op:
        batch_op.alter_column("boards_off", server_default=None)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("site") as batch_op:
        batch_op.drop_column("boards_off")
    op.drop_index("ix_account_disabled_at", "account")
    op.drop_index("ix_account_board_visibility", "account")
    op.drop_index("ix_award_account_id_effective_day", "award")
    drop_triggers(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
