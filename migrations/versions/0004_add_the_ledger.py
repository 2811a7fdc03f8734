"""Add the ledger.

Revision: 0004, after 0003, written on 2026-11-23 19:43:56.782326.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "cap_use",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "rule", "day", name=op.f("pk_cap_use")),
    )
    op.create_table(
        "period_score",
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("adopted", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "period", "start", "account_id", "team_id", "site_id", name=op.f("pk_period_score")
        ),
    )
    op.create_table(
        "person_score",
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "start", "account_id", name=op.f("pk_person_score")),
    )
    with op.batch_alter_table("person_score", schema=None) as batch_op:
        batch_op.create_index("ix_person_score_account_id", ["account_id", "period", "start"], unique=False)
        batch_op.create_index(
            "ix_person_score_rank", ["period", "start", "score", "account_id"], unique=False
        )

    op.create_table(
        "purse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint("kind <> 'debt' OR debits >= credits", name=op.f("ck_purse_debt_is_owed")),
        sa.CheckConstraint(
            "kind <> 'wallet' OR credits - debits >= held", name=op.f("ck_purse_wallet_covers_held")
        ),
        sa.CheckConstraint("held >= 0", name=op.f("ck_purse_held_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purse")),
        sa.UniqueConstraint("kind", "account_id", name=op.f("uq_purse_kind_account_id")),
    )
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("tariff", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("earns", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cap_day", sa.Date(), nullable=False),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("caused_by", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=True),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("occurred_at", Utc(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("resolved_at", Utc(), nullable=True),
        sa.Column("effective_day", sa.Date(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_award_something")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_award_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint(
            "event_id", "rule", "account_id", "issue", name=op.f("uq_award_event_id_rule_account_id_issue")
        ),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index("ix_award_account_id_state", ["account_id", "state"], unique=False)
        batch_op.create_index("ix_award_scenario_id", ["scenario_id"], unique=False)
        batch_op.create_index("ix_award_solution_id", ["solution_id"], unique=False)
        batch_op.create_index("ix_award_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "tariff_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("rules", Json, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_tariff_version_created_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tariff_version")),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debit_id", sa.Integer(), nullable=False),
        sa.Column("credit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("tariff", sa.Integer(), nullable=True),
        sa.Column("earns", sa.String(), nullable=True),
        sa.Column("posted_at", Utc(), nullable=False),
        sa.Column("effective_day", sa.Date(), nullable=False),
        sa.Column("posted_day", sa.Date(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("idem_key", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_transfer_something")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_transfer_two_purses")),
        sa.CheckConstraint("scored IN (-1, 0, 1)", name=op.f("ck_transfer_scored")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_transfer_account_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_transfer_award_id")),
        sa.ForeignKeyConstraint(["credit_id"], ["purse.id"], name=op.f("fk_transfer_credit_id")),
        sa.ForeignKeyConstraint(["debit_id"], ["purse.id"], name=op.f("fk_transfer_debit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("idem_key", name=op.f("uq_transfer_idem_key")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index("ix_transfer_account_id_id", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_award_id", ["award_id"], unique=False)
        batch_op.create_index("ix_transfer_credit_id", ["credit_id"], unique=False)
        batch_op.create_index("ix_transfer_debit_id", ["debit_id"], unique=False)



def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index("ix_transfer_debit_id")
        batch_op.drop_index("ix_transfer_credit_id")
        batch_op.drop_index("ix_transfer_award_id")
        batch_op.drop_index("ix_transfer_account_id_id")

    op.drop_table("transfer")
    op.drop_table("tariff_version")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_state_due_at")
        batch_op.drop_index("ix_award_solution_id")
        batch_op.drop_index("ix_award_scenario_id")
        batch_op.drop_index("ix_award_account_id_state")

    op.drop_table("award")
    op.drop_table("purse")
    with op.batch_alter_table("person_score", schema=None) as batch_op:
        batch_op.drop_index("ix_person_score_rank")
        batch_op.drop_index("ix_person_score_account_id")

    op.drop_table("person_score")
    op.drop_table("period_score")
    op.drop_table("cap_use")
