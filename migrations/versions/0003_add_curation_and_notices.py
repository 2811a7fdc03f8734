"""Add curation and notices.

Revision: 0003, after 0002, written on 2026-11-23 18:43:31.339858.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "duplicate_candidate",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("features", Json, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("rev_lo", sa.Integer(), nullable=False),
        sa.Column("rev_hi", sa.Integer(), nullable=False),
        sa.Column("detector_version", sa.String(), nullable=False),
        sa.Column("found_at", Utc(), nullable=False),
        sa.CheckConstraint("lo < hi", name=op.f("ck_duplicate_candidate_in_order")),
        sa.PrimaryKeyConstraint("kind", "lo", "hi", name=op.f("pk_duplicate_candidate")),
    )
    with op.batch_alter_table("duplicate_candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_candidate_hi"), ["hi"], unique=False)

    op.create_table(
        "pair_verdict",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("rev_lo", sa.Integer(), nullable=False),
        sa.Column("rev_hi", sa.Integer(), nullable=False),
        sa.Column("deciders", Json, nullable=False),
        sa.Column("unmerged", sa.Integer(), nullable=False),
        sa.Column("decided_at", Utc(), nullable=False),
        sa.CheckConstraint("lo < hi", name=op.f("ck_pair_verdict_in_order")),
        sa.PrimaryKeyConstraint("kind", "lo", "hi", name=op.f("pk_pair_verdict")),
    )
    with op.batch_alter_table("pair_verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_verdict_hi"), ["hi"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("not_before", Utc(), nullable=False),
        sa.Column("read_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_notice_scenario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_notice_account_id_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_account_id_not_before", ["account_id", "not_before"], unique=False)

    op.create_table(
        "queue_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("other_scenario_id", sa.Integer(), nullable=True),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column("other_solution_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("op_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("priority", sa.Double(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", Utc(), nullable=True),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("versions", Json, nullable=False),
        sa.Column("decision", Json, nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("first_decider", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claimed_by"], ["account.id"], name=op.f("fk_queue_item_claimed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_queue_item_decided_by")),
        sa.ForeignKeyConstraint(["first_decider"], ["account.id"], name=op.f("fk_queue_item_first_decider")),
        sa.ForeignKeyConstraint(
            ["other_scenario_id"], ["scenario.id"], name=op.f("fk_queue_item_other_scenario_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_solution_id"], ["solution.id"], name=op.f("fk_queue_item_other_solution_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_queue_item_revision_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_queue_item_scenario_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name=op.f("fk_queue_item_solution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_item")),
    )
    with op.batch_alter_table("queue_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_item_claimed_by"), ["claimed_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_queue_item_other_scenario_id"), ["other_scenario_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_queue_item_scenario_id"), ["scenario_id"], unique=False)
        batch_op.create_index("ix_queue_item_state_kind", ["state", "kind"], unique=False)
        batch_op.create_index(
            "uq_queue_item_open_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "merge_op",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("loser_id", sa.Integer(), nullable=False),
        sa.Column("winner_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("deciders", Json, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("journal", Json, nullable=False),
        sa.Column("applied_at", Utc(), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.String(), nullable=True),
        sa.Column("undo_note", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("loser_id <> winner_id", name=op.f("ck_merge_op_not_into_itself")),
        sa.ForeignKeyConstraint(["applied_by"], ["account.id"], name=op.f("fk_merge_op_applied_by")),
        sa.ForeignKeyConstraint(["item_id"], ["queue_item.id"], name=op.f("fk_merge_op_item_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_merge_op_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_op")),
    )
    with op.batch_alter_table("merge_op", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_op_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_op_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_merge_op_loser_id", ["kind", "loser_id"], unique=False)
        batch_op.create_index("ix_merge_op_winner_id", ["kind", "winner_id"], unique=False)
        batch_op.create_index(
            "uq_merge_op_active_edge",
            ["kind", "loser_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "queue_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_queue_event_actor_id")),
        sa.ForeignKeyConstraint(["item_id"], ["queue_item.id"], name=op.f("fk_queue_event_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_event")),
    )
    with op.batch_alter_table("queue_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_event_item_id"), ["item_id"], unique=False)

    op.create_table(
        "queue_skip",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_queue_skip_account_id")),
        sa.ForeignKeyConstraint(["item_id"], ["queue_item.id"], name=op.f("fk_queue_skip_item_id")),
        sa.PrimaryKeyConstraint("item_id", "account_id", name=op.f("pk_queue_skip")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("queue_skip")
    with op.batch_alter_table("queue_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_queue_event_item_id"))

    op.drop_table("queue_event")
    with op.batch_alter_table("merge_op", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_merge_op_active_edge",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index("ix_merge_op_winner_id")
        batch_op.drop_index("ix_merge_op_loser_id")
        batch_op.drop_index(batch_op.f("ix_merge_op_item_id"))
        batch_op.drop_index(batch_op.f("ix_merge_op_batch_id"))

    op.drop_table("merge_op")
    with op.batch_alter_table("queue_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_queue_item_open_key",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_queue_item_state_kind")
        batch_op.drop_index(batch_op.f("ix_queue_item_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_queue_item_other_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_queue_item_claimed_by"))

    op.drop_table("queue_item")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_account_id_not_before")

    op.drop_table("notice")
    with op.batch_alter_table("pair_verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_verdict_hi"))

    op.drop_table("pair_verdict")
    with op.batch_alter_table("duplicate_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duplicate_candidate_hi"))

    op.drop_table("duplicate_candidate")
