"""Add appeals against what was taken back, points by hand, and the withdrawing of tariffs.

Revision: 0008, after 0007, written on 2026-11-28 04:05:00.000000.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op

from scenariowiki.kernel.db import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("tariff_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_tariff_version_withdrawn_by"), "account", ["withdrawn_by"], ["id"]
        )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index("ix_award_occurred_at", ["occurred_at"], unique=False)
    op.create_table(
        "points_appeal",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_points_appeal_account_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_points_appeal_award_id")),
        sa.ForeignKeyConstraint(["item_id"], ["queue_item.id"], name=op.f("fk_points_appeal_item_id")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_points_appeal")),
        sa.UniqueConstraint("item_id", name=op.f("uq_points_appeal_item_id")),
    )
    op.create_table(
        "points_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("account_id <> proposed_by", name=op.f("ck_points_grant_not_for_oneself")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_points_grant_something")),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> account_id",
            name=op.f("ck_points_grant_not_by_the_receiver"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> proposed_by", name=op.f("ck_points_grant_two_persons")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_points_grant_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_points_grant_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_points_grant_proposed_by")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_points_grant_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_grant")),
    )
    with op.batch_alter_table("points_grant", schema=None) as batch_op:
        batch_op.create_index("ix_points_grant_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_points_grant_state_decided_at", ["state", "decided_at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("points_grant")
    op.drop_table("points_appeal")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_occurred_at")
    with op.batch_alter_table("tariff_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tariff_version_withdrawn_by"), type_="foreignkey")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")
