"""Promise prizes for ranks.

Revision: 0020, after 0019, written on 2026-11-28 20:05:00.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "prize_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("places", Json, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_prize_plan_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_plan")),
    )
    op.create_table(
        "prize_payout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("paid_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["reward_budget.id"], name=op.f("fk_prize_payout_budget_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["prize_plan.id"], name=op.f("fk_prize_payout_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_payout")),
        sa.UniqueConstraint("period", "start", name=op.f("uq_prize_payout_period_start")),
    )
    with op.batch_alter_table("prize_payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prize_payout_budget_id"), ["budget_id"], unique=False)

    op.create_table(
        "prize_share",
        sa.Column("payout_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_prize_share_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_prize_share_account_id")),
        sa.ForeignKeyConstraint(["payout_id"], ["prize_payout.id"], name=op.f("fk_prize_share_payout_id")),
        sa.PrimaryKeyConstraint("payout_id", "account_id", name=op.f("pk_prize_share")),
    )
    with op.batch_alter_table("prize_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prize_share_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("prize_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prize_share_account_id"))

    op.drop_table("prize_share")
    with op.batch_alter_table("prize_payout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prize_payout_budget_id"))

    op.drop_table("prize_payout")
    op.drop_table("prize_plan")
