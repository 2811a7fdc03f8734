"""Add SOPs and reviews.

Revision: 0005, after 0004, written on 2026-11-28 03:59:51.168645.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "sop_approvers",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("approvers", Json, nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_sop_approvers_category_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["account.id"], name=op.f("fk_sop_approvers_updated_by")),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_sop_approvers")),
    )
    op.create_table(
        "page_review",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("interval_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("checked_at", Utc(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name=op.f("fk_page_review_checked_by")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_page_review_scenario_id")),
        sa.PrimaryKeyConstraint("scenario_id", name=op.f("pk_page_review")),
    )
    with op.batch_alter_table("page_review", schema=None) as batch_op:
        batch_op.create_index("ix_page_review_due_on", ["due_on"], unique=False)

    op.create_table(
        "sop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("audience", Json, nullable=False),
        sa.Column("in_force_on", sa.Integer(), nullable=True),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("reviewed_at", Utc(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("suspended_at", Utc(), nullable=True),
        sa.Column("suspended_by_outcome", sa.Integer(), nullable=True),
        sa.Column("suspended_note", sa.String(), nullable=False),
        sa.Column("replaced_by_op", sa.Integer(), nullable=True),
        sa.Column("needs_decision", sa.Boolean(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("in_force_on IS NULL OR NOT needs_decision", name=op.f("ck_sop_undecided_rests")),
        sa.CheckConstraint(
            "in_force_on IS NULL OR replaced_by_op IS NULL", name=op.f("ck_sop_replaced_rests")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_sop_created_by")),
        sa.ForeignKeyConstraint(["in_force_on"], ["scenario.id"], name=op.f("fk_sop_in_force_on")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_sop_owner_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_sop_reviewed_by")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_sop_scenario_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["sop.id"], name=op.f("fk_sop_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sop")),
    )
    with op.batch_alter_table("sop", schema=None) as batch_op:
        batch_op.create_index("ix_sop_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_sop_review_due", ["review_due"], unique=False)
        batch_op.create_index(batch_op.f("ix_sop_scenario_id"), ["scenario_id"], unique=False)
        batch_op.create_index(
            "uq_sop_in_force",
            ["in_force_on", "scope_key"],
            unique=True,
            sqlite_where=sa.text("in_force_on IS NOT NULL"),
            postgresql_where=sa.text("in_force_on IS NOT NULL"),
        )

    op.create_table(
        "review_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("sop_id", sa.Integer(), nullable=True),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_note_account_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_review_note_scenario_id")),
        sa.ForeignKeyConstraint(["sop_id"], ["sop.id"], name=op.f("fk_review_note_sop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_note")),
    )
    with op.batch_alter_table("review_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_note_scenario_id"), ["scenario_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_note_sop_id"), ["sop_id"], unique=False)

    op.create_table(
        "sop_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", Json, nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("source_rev_id", sa.Integer(), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("attribution", Json, nullable=False),
        sa.Column("checklist", Json, nullable=False),
        sa.Column("change_note", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("approvers", Json, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("submitted_at", Utc(), nullable=True),
        sa.Column("approved_at", Utc(), nullable=True),
        sa.Column("effective_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("end_note", sa.String(), nullable=False),
        sa.Column("is_wrong", sa.Boolean(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_sop_version_author_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name=op.f("fk_sop_version_solution_id")),
        sa.ForeignKeyConstraint(["sop_id"], ["sop.id"], name=op.f("fk_sop_version_sop_id")),
        sa.ForeignKeyConstraint(
            ["source_rev_id"], ["revision.id"], name=op.f("fk_sop_version_source_rev_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sop_version")),
        sa.UniqueConstraint("sop_id", "number", name=op.f("uq_sop_version_sop_id_number")),
    )
    with op.batch_alter_table("sop_version", schema=None) as batch_op:
        batch_op.create_index("ix_sop_version_solution_id", ["solution_id"], unique=False)
        batch_op.create_index(
            "ix_sop_version_state_effective_from", ["state", "effective_from"], unique=False
        )
        batch_op.create_index(
            "uq_sop_version_effective",
            ["sop_id"],
            unique=True,
            sqlite_where=sa.text("state = 'effective'"),
            postgresql_where=sa.text("state = 'effective'"),
        )
        batch_op.create_index(
            "uq_sop_version_open",
            ["sop_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
        )

    op.create_table(
        "sop_acknowledgement",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sop_acknowledgement_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["sop_version.id"], name=op.f("fk_sop_acknowledgement_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "account_id", name=op.f("pk_sop_acknowledgement")),
    )
    with op.batch_alter_table("sop_acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sop_acknowledgement_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sop_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sop_approval_account_id")),
        sa.ForeignKeyConstraint(["version_id"], ["sop_version.id"], name=op.f("fk_sop_approval_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sop_approval")),
        sa.UniqueConstraint(
            "version_id", "round", "account_id", name=op.f("uq_sop_approval_version_id_round_account_id")
        ),
        sa.UniqueConstraint(
            "version_id", "round", "position", name=op.f("uq_sop_approval_version_id_round_position")
        ),
    )
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("has_sop", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.alter_column("has_sop", server_default=None)



def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_column("has_sop")

    op.drop_table("sop_approval")
    with op.batch_alter_table("sop_acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sop_acknowledgement_account_id"))

    op.drop_table("sop_acknowledgement")
    with op.batch_alter_table("sop_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sop_version_open",
            sqlite_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
        )
        batch_op.drop_index(
            "uq_sop_version_effective",
            sqlite_where=sa.text("state = 'effective'"),
            postgresql_where=sa.text("state = 'effective'"),
        )
        batch_op.drop_index("ix_sop_version_state_effective_from")
        batch_op.drop_index("ix_sop_version_solution_id")

    op.drop_table("sop_version")
    with op.batch_alter_table("review_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_note_sop_id"))
        batch_op.drop_index(batch_op.f("ix_review_note_scenario_id"))

    op.drop_table("review_note")
    with op.batch_alter_table("sop", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sop_in_force",
            sqlite_where=sa.text("in_force_on IS NOT NULL"),
            postgresql_where=sa.text("in_force_on IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_sop_scenario_id"))
        batch_op.drop_index("ix_sop_review_due")
        batch_op.drop_index("ix_sop_owner_id")

    op.drop_table("sop")
    with op.batch_alter_table("page_review", schema=None) as batch_op:
        batch_op.drop_index("ix_page_review_due_on")

    op.drop_table("page_review")
    op.drop_table("sop_approvers")
