"""Add the content standard.

Revision: 0014, after 0013, written on 2026-11-28 13:00:04.659713.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "checklist_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criteria", Json, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("rest_days", sa.Integer(), nullable=False),
        sa.Column("guide", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checklist_version")),
    )
    op.create_table(
        "quality_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frame", Json, nullable=False),
        sa.Column("drawn_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["account.id"], name=op.f("fk_quality_sample_coach_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_sample")),
        sa.UniqueConstraint("coach_id", "month", name=op.f("uq_quality_sample_coach_id_month")),
    )
    op.create_table(
        "quality_pick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("drawn_at", Utc(), nullable=False),
        sa.Column("passed_at", Utc(), nullable=True),
        sa.Column("pass_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["coach_id"], ["account.id"], name=op.f("fk_quality_pick_coach_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["quality_sample.id"], name=op.f("fk_quality_pick_sample_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_quality_pick_scenario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_pick")),
        sa.UniqueConstraint("sample_id", "scenario_id", name=op.f("uq_quality_pick_sample_id_scenario_id")),
    )
    with op.batch_alter_table("quality_pick", schema=None) as batch_op:
        batch_op.create_index("ix_quality_pick_coach_id_drawn_at", ["coach_id", "drawn_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_pick_drawn_at"), ["drawn_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_pick_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "quality_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pick_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("page_seq", sa.Integer(), nullable=False),
        sa.Column("checklist_number", sa.Integer(), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_quality_review_author_id")),
        sa.ForeignKeyConstraint(["coach_id"], ["account.id"], name=op.f("fk_quality_review_coach_id")),
        sa.ForeignKeyConstraint(["pick_id"], ["quality_pick.id"], name=op.f("fk_quality_review_pick_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_quality_review_scenario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_review")),
    )
    with op.batch_alter_table("quality_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_review_coach_id"), ["coach_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_review_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_review_scenario_id"), ["scenario_id"], unique=False)
        batch_op.create_index(
            "uq_quality_review_standing_pick_id",
            ["pick_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "quality_author",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_quality_author_account_id")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["quality_review.id"], name=op.f("fk_quality_author_review_id")
        ),
        sa.PrimaryKeyConstraint("review_id", "account_id", name=op.f("pk_quality_author")),
    )
    with op.batch_alter_table("quality_author", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_author_account_id"), ["account_id"], unique=False)



def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("quality_author", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_author_account_id"))

    op.drop_table("quality_author")
    with op.batch_alter_table("quality_review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quality_review_standing_pick_id",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_quality_review_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_quality_review_day"))
        batch_op.drop_index(batch_op.f("ix_quality_review_coach_id"))

    op.drop_table("quality_review")
    with op.batch_alter_table("quality_pick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_pick_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_quality_pick_drawn_at"))
        batch_op.drop_index("ix_quality_pick_coach_id_drawn_at")

    op.drop_table("quality_pick")
    op.drop_table("quality_sample")
    op.drop_table("checklist_version")
