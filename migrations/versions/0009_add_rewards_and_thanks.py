"""Add rewards and thanks.

Revision: 0009, after 0008, written on 2026-11-28 04:15:17.960608.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "expiry_notice",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("told_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_expiry_notice_account_id")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_expiry_notice")),
    )
    op.create_table(
        "reward_budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= points", name=op.f("ck_reward_budget_used_within")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_reward_budget_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_budget")),
        sa.UniqueConstraint("site_id", "quarter", name=op.f("uq_reward_budget_site_id_quarter")),
    )
    op.create_table(
        "reward_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("labels", Json, nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("sites", Json, nullable=False),
        sa.Column("per_quarter", sa.Integer(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.Column("archived_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_reward_item_price")),
        sa.CheckConstraint("stock IS NULL OR stock >= 0", name=op.f("ck_reward_item_stock_is_there")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_reward_item_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_item")),
    )
    op.create_table(
        "redemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("requested_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_redemption_account_id")),
        sa.ForeignKeyConstraint(["budget_id"], ["reward_budget.id"], name=op.f("fk_redemption_budget_id")),
        sa.ForeignKeyConstraint(["item_id"], ["reward_item.id"], name=op.f("fk_redemption_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("certificate", name=op.f("uq_redemption_certificate")),
    )
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index("ix_redemption_account_id_id", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_redemption_item_id", ["item_id"], unique=False)
        batch_op.create_index("ix_redemption_state_expires_at", ["state", "expires_at"], unique=False)

    op.create_table(
        "reward_wait",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("turn_until", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reward_wait_account_id")),
        sa.ForeignKeyConstraint(["item_id"], ["reward_item.id"], name=op.f("fk_reward_wait_item_id")),
        sa.PrimaryKeyConstraint("item_id", "account_id", name=op.f("pk_reward_wait")),
    )
    op.create_table(
        "stock_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("redemption_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["reward_item.id"], name=op.f("fk_stock_change_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_change")),
    )
    with op.batch_alter_table("stock_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_change_item_id"), ["item_id"], unique=False)

    op.create_table(
        "kudos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint("giver_id <> receiver_id", name=op.f("ck_kudos_somebody_else")),
        sa.ForeignKeyConstraint(["giver_id"], ["account.id"], name=op.f("fk_kudos_giver_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["account.id"], name=op.f("fk_kudos_receiver_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_kudos_scenario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sa.UniqueConstraint(
            "giver_id",
            "receiver_id",
            "kind",
            "object_id",
            name=op.f("uq_kudos_giver_id_receiver_id_kind_object_id"),
        ),
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index("ix_kudos_giver_id_created_at", ["giver_id", "created_at"], unique=False)
        batch_op.create_index("ix_kudos_receiver_id_id", ["receiver_id", "id"], unique=False)
        batch_op.create_index("ix_kudos_scenario_id", ["scenario_id"], unique=False)

    op.create_table(
        "redemption_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("redemption_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_redemption_step_redemption_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption_step")),
    )
    with op.batch_alter_table("redemption_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redemption_step_redemption_id"), ["redemption_id"], unique=False)



def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("redemption_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redemption_step_redemption_id"))

    op.drop_table("redemption_step")
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.drop_index("ix_kudos_scenario_id")
        batch_op.drop_index("ix_kudos_receiver_id_id")
        batch_op.drop_index("ix_kudos_giver_id_created_at")

    op.drop_table("kudos")
    with op.batch_alter_table("stock_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_change_item_id"))

    op.drop_table("stock_change")
    op.drop_table("reward_wait")
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.drop_index("ix_redemption_state_expires_at")
        batch_op.drop_index("ix_redemption_item_id")
        batch_op.drop_index("ix_redemption_account_id_id")

    op.drop_table("redemption")
    op.drop_table("reward_item")
    op.drop_table("reward_budget")
    op.drop_table("expiry_notice")
